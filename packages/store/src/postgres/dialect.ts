import { PostgresAdapter, PostgresDialect } from 'kysely'

/** kysely's own, but that migrations are locked by `bringUpToDate`, before their tables are looked for. */
export class OwnPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new UnlockedAdapter()
  }
}

class UnlockedAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

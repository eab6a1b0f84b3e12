// Every step ever made, in order; a step that was released is never changed, a new one is added.

import type { Migration } from 'kysely/migration'
import type { ColumnTypes } from '../schema.ts'
import { runs } from './0001-runs.ts'
import { omr } from './0002-omr.ts'
import { falseAlarms } from './0003-false-alarms.ts'
import { modelsAndStatements } from './0004-models-and-statements.ts'
import { outlook } from './0005-outlook.ts'
import { mixtureAndForest } from './0006-mixture-and-forest.ts'
import { forecasts } from './0007-forecasts.ts'
import { states } from './0008-states.ts'
import { recurrence } from './0009-recurrence.ts'
import { assets } from './0010-assets.ts'
import { tracks } from './0011-tracks.ts'
import { episodes } from './0012-episodes.ts'
import { contextRows } from './0013-context-rows.ts'
import { condition } from './0014-condition.ts'

/** Names sort in the order of application. */
export const migrations = (types: ColumnTypes): Record<string, Migration> => ({
  '0001-runs': runs(types),
  '0002-omr': omr,
  '0003-false-alarms': falseAlarms,
  '0004-models-and-statements': modelsAndStatements(types),
  '0005-outlook': outlook,
  '0006-mixture-and-forest': mixtureAndForest,
  '0007-forecasts': forecasts,
  '0008-states': states,
  '0009-recurrence': recurrence,
  '0010-assets': assets,
  '0011-tracks': tracks(types),
  '0012-episodes': episodes(types),
  '0013-context-rows': contextRows(types),
  '0014-condition': condition,
})

// The plain meaning of lags and differences, column by column.
import { type Columns, eachColumn } from '../columns.ts'

export function lag({ periods, ...call }: Columns & { readonly periods: number }): void {
  eachColumn(call, (column, to) => {
    for (let row = 0; row < column.length; row++) to[row] = Number.isFinite(column[row - periods]) ? column[row - periods] : Number.NaN
  })
}

export function lagColumns({ lags, out, ...call }: Columns & { readonly lags: number }): void {
  for (let periods = 0; periods <= lags; periods++)
    lag({ ...call, periods, out: out.subarray(periods * call.x.length, (periods + 1) * call.x.length) })
}

export function diff({ periods, ...call }: Columns & { readonly periods: number }): void {
  eachColumn(call, (column, to) => {
    for (let row = 0; row < column.length; row++) {
      const [here, earlier] = [column[row], column[row - periods]]
      to[row] = Number.isFinite(here) && Number.isFinite(earlier) ? here - earlier : Number.NaN
    }
  })
}

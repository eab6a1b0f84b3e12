import { answer } from './answer.ts'

// A bundle of the older kind of modules knows no await at the top.
void answer(JSON.parse(process.argv[2])).then((told) => console.log(JSON.stringify(told)))

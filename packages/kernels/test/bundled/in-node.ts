import { answer } from './answer.ts'

answer(JSON.parse(process.argv[2])).then((told) => console.log(JSON.stringify(told)))

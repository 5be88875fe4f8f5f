// Verifies tokens, one a line on standard input, and prints what each says as a line of JSON.
import { readFileSync } from 'node:fs'
import { verify } from './sibling.mjs'

for (const token of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  process.stdout.write(JSON.stringify(verify(token)) + '\n')
}

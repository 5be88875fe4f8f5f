// Prints the vectors that vectors-npm.json holds: node make.mjs > vectors-npm.json
import { readFileSync } from 'node:fs'
import { issue } from './sibling.mjs'

const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))
const vectors = []
for (const seed of cases.seeds) {
  for (const userId of cases.userIds) {
    for (const { iat, hours } of cases.times) {
      vectors.push({ seed, userId, iat, hours, token: issue(seed, userId, iat, hours) })
    }
  }
}
process.stdout.write(JSON.stringify(vectors, null, 2) + '\n')

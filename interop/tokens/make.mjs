// Prints what vectors-npm.json holds: node make.mjs FOLDER_OF_THE_INSTALLED_PEER
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const { issue } = await import(pathToFileURL(resolve(process.argv[2], 'tokens.mjs')))
const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))
const vectors = []
for (const seed of cases.seeds) {
  for (const userId of cases.userIds) {
    for (const { iat, hours } of cases.times) {
      vectors.push({ seed, userId, iat, hours, token: issue({ seed, userId, iat, hours }) })
    }
  }
}
process.stdout.write(JSON.stringify(vectors, null, 2) + '\n')

/**
 * `npm run docs`: prints and draws the documents that come from the code's own tables.
 *
 * A test compares them with what this would write, so a table cannot change without its picture.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from './drawing/documents.ts'

for (const { name, text } of documents()) writeFileSync(join(import.meta.dirname, name), text)

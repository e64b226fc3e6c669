/**
 * Serves what `react-router build` made, and writes the server's origin on stdout.
 *
 * The argument is the folder of the build (`.cache/contract`).
 */

import { createServer } from 'node:http'
import { createRequestListener } from '@react-router/node'

const [folder = '.cache/contract'] = process.argv.slice(2)
const build = await import(new URL(`${folder}/server/index.js`, import.meta.url).href)

const server = createServer(createRequestListener({ build, mode: process.env.NODE_ENV }))
server.listen(0, '127.0.0.1', () => {
  console.info(`http://127.0.0.1:${server.address().port}`)
})

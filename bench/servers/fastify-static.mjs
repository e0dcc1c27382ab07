/**
 * fastify with @fastify/static, as its README shows it.
 *
 *   node fastify-static.mjs FOLDER
 */

import fastifyStatic from '@fastify/static'
import fastify from 'fastify'

const app = fastify({ logger: false, keepAliveTimeout: 60_000 })
app.register(fastifyStatic, { root: process.argv[2] })
console.log(`${await app.listen({ host: '127.0.0.1', port: 0, backlog: 4096 })}/`)

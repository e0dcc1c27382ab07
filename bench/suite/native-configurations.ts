/**
 * How are nginx, lighttpd and h2o set up?
 *
 * As someone would who wants them fast: one worker, sendfile, no log, connections kept for as long as
 * the client likes, and nginx with its cache of open files.
 *
 * tcp_nopush is on where it helps. It joins head and file, which saves a small answer 15 % of
 * processor time; but on loopback the end of a larger one, or of one of several pipelined, then waits
 * 40 ms to be acknowledged, and nginx would be 5 to 20 times as slow as it is.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Place {
  readonly root: string
  readonly scratch: string
  readonly port: number
}

const CONNECTIONS = 8192
const isRoot = process.geteuid?.() === 0

/** Each writes its configuration and gives the command that serves with it. */
export const NATIVE = {
  nginx: (place: Place): readonly string[] => {
    const path = write(place, 'nginx.conf', nginxConfiguration(place))
    return ['nginx', '-p', place.scratch, '-e', join(place.scratch, 'nginx.log'), '-c', path]
  },
  lighttpd: (place: Place): readonly string[] => {
    return ['lighttpd', '-D', '-f', write(place, 'lighttpd.conf', lighttpdConfiguration(place))]
  },
  h2o: (place: Place): readonly string[] => {
    return ['h2o', '-m', 'worker', '-c', write(place, 'h2o.yaml', h2oConfiguration(place))]
  },
}

function write({ scratch }: Place, name: string, text: string): string {
  const path = join(scratch, name)
  writeFileSync(path, text)
  return path
}

function nginxConfiguration({ root, scratch, port }: Place): string {
  return `
${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
worker_rlimit_nofile ${CONNECTIONS * 2};
pid ${scratch}/nginx.pid;
error_log ${scratch}/nginx.log crit;
events { worker_connections ${CONNECTIONS}; multi_accept on; }
http {
  types { text/plain txt; image/jpeg jpg; }
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  open_file_cache max=20000 inactive=300s;
  open_file_cache_valid 300s;
  client_body_temp_path ${scratch}/nginx-body;
  proxy_temp_path ${scratch}/nginx-proxy;
  fastcgi_temp_path ${scratch}/nginx-fastcgi;
  uwsgi_temp_path ${scratch}/nginx-uwsgi;
  scgi_temp_path ${scratch}/nginx-scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${root};
    autoindex on;
    location = /1k.txt { tcp_nopush on; }
    location /many/ { tcp_nopush on; }
  }
}
`
}

function lighttpdConfiguration({ root, port }: Place): string {
  return `
server.document-root = "${root}"
server.bind = "127.0.0.1"
server.port = ${port}
server.listen-backlog = 4096
server.max-connections = ${CONNECTIONS}
server.max-fds = ${CONNECTIONS * 2}
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 300
server.network-backend = "sendfile"
dir-listing.activate = "enable"
mimetype.assign = ( ".txt" => "text/plain", ".jpg" => "image/jpeg", "" => "application/octet-stream" )
`
}

function h2oConfiguration({ root, scratch, port }: Place): string {
  return `
${isRoot ? 'user: root' : ''}
num-threads: 1
max-connections: ${CONNECTIONS}
http1-request-timeout: 300
error-log: ${scratch}/h2o.log
listen:
  host: 127.0.0.1
  port: ${port}
hosts:
  default:
    paths:
      /:
        file.dir: ${root}
        file.dirlisting: ON
`
}

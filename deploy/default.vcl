# Varnish 7 in front of replicas of octets:
#
#   octets --host 10.0.0.11 --port 8080 --strict-port --trust-proxy 10.0.0.1 --etag content --cache 10 /srv/site
#   varnishd -a :80 -f /etc/varnish/default.vcl -s malloc,1g -p http_gzip_support=off -p backend_idle_timeout=20
#
# --cache says how long the copy here is fresh. After that the next request is answered with it all the
# same, while a replica is asked whether it has changed: a 304, mostly.
# http_gzip_support=off: Varnish would ask for gzip alone, and octets has .br as well.
# backend_idle_timeout: shorter than --timeout-idle, so that it is Varnish who closes.

vcl 4.1;

import directors;
import std;

probe health {
    .request = "HEAD / HTTP/1.1" "Host: localhost" "Connection: close";
    .interval = 1s;
    .timeout = 1s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}

backend a {
    .host = "10.0.0.11";
    .port = "8080";
    .connect_timeout = 1s;
    .probe = health;
}

backend b {
    .host = "10.0.0.12";
    .port = "8080";
    .connect_timeout = 1s;
    .probe = health;
}

sub vcl_init {
    new replicas = directors.round_robin();
    replicas.add_backend(a);
    replicas.add_backend(b);
}

sub vcl_recv {
    set req.backend_hint = replicas.backend();
    # A copy may be older when there is nobody to ask.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 10s;
    }
    # Files are the same for everybody; with a cookie, Varnish would keep nothing.
    unset req.http.Cookie;
    # One copy for each coding, not one for each browser's way to list them.
    if (req.http.Accept-Encoding ~ "(?i)\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "br";
    } elseif (req.http.Accept-Encoding ~ "(?i)\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
}

sub vcl_backend_fetch {
    # A second try goes to another replica.
    set bereq.backend = replicas.backend();
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        if (bereq.retries < 1) {
            return (retry);
        }
        if (bereq.is_bgfetch) {
            return (abandon);
        }
    }
    if (beresp.status >= 400) {
        # A file that is put there is seen soon.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # What would push out all else is passed through, ranges and all.
    if (std.bytes(beresp.http.Content-Length, 0B) > 64MB) {
        return (pass(1h));
    }
    set beresp.grace = 1h;
    # Longer than fresh and usable: to ask with its ETag, and get a 304.
    set beresp.keep = 1d;
}

sub vcl_backend_error {
    if (bereq.retries < 1) {
        return (retry);
    }
}

sub vcl_deliver {
    # RFC 9211.
    if (obj.hits > 0) {
        set resp.http.Cache-Status = "varnish; hit";
    } else {
        set resp.http.Cache-Status = "varnish; fwd=miss";
    }
}

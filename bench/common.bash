# What the runs here share: a throw-away PostgreSQL that syncs, an Amanat server, medians. Sourced from the repository's root.
set -euo pipefail

pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
PATH=${PGBIN:-$pg_bin}:$PATH
scratch=$(mktemp -d)
children=()
own_database=

finish() {
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
    [ -z "$own_database" ] || as_postgres pg_ctl -D "$scratch/pg" -m immediate stop >/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT

# PostgreSQL doesn't run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "PATH=$PATH $(printf '%q ' "$@")"; else "$@"; fi
}

# database NAME: sets `url` to an empty database, on the server at AMANAT_BENCH_DATABASE_URL or on one of its own.
database() {
    if [ -z "${AMANAT_BENCH_DATABASE_URL:-}" ]; then
        own_database=yes
        [ "$(id -u)" != 0 ] || chown postgres "$scratch"
        chmod 755 "$scratch"
        as_postgres initdb -D "$scratch/pg" -A trust -U postgres -E UTF8 --locale=C >/dev/null
        as_postgres pg_ctl -D "$scratch/pg" -w -l "$scratch/pg.log" \
            -o "-c listen_addresses= -c unix_socket_directories=$scratch -c fsync=on -c max_connections=200" start >/dev/null
        AMANAT_BENCH_DATABASE_URL="postgres://postgres@localhost/postgres?host=$scratch&sslmode=disable"
    fi
    psql -qX "$AMANAT_BENCH_DATABASE_URL" -c "drop database if exists $1 with (force)" -c "create database $1" 2>/dev/null
    url=$(sed -E "s#(://[^/]*/)[^?]*#\1$1#" <<<"$AMANAT_BENCH_DATABASE_URL")
}

# A server as in production, except that one client may ask as often as it likes.
export AMANAT_ENV=production HOST=127.0.0.1 PORT=${PORT:-55601} PUBLIC_URL=http://127.0.0.1 AMANAT_DATA_DIR=$scratch/data
export JWT_SECRET=0123456789abcdef0123456789abcdef SCANNER_CALLBACK_SECRET=0123456789abcdef0123456789abcdef
export SIGNER=build-only TREASURY_ADDRESS=0x70997970C51812dc3A010C7d01b50e0d17dc79C8
export AMANAT_XPUB=xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5
export SECRETS_KEYS=bench:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
export RATE_LIMIT_WINDOW_S=1 RATE_LIMIT_GLOBAL=10000000 SMTP_URL='smtp://127.0.0.1:9?tls=none' LOG_FORMAT=json SCANNER_ENABLED=false

if [ -z "${AMANAT_BIN:-}" ]; then
    cargo build -q --release -p amanat --bin amanat
    AMANAT_BIN=target/release/amanat
fi

# answer PORT PATH: the status line of one plain request, or nothing.
answer() {
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 0
    printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
    local line=
    read -r -t 10 line <&3 || true
    exec 3>&-
    echo "$line"
}

# healthy PORT PATH: waits for the first 200.
healthy() {
    for _ in $(seq 5000); do
        case $(answer "$1" "$2") in *' 200 '*) return ;; esac
        sleep 0.002
    done
    echo "nothing answers on port $1" >&2
    tail -5 "$scratch/server.log" >&2
    return 1
}

# serve: a server on PORT over `url`, its process in `server`. It logs to a file, as under a service manager.
serve() {
    DATABASE_URL=$url "$AMANAT_BIN" serve >"$scratch/server.log" 2>&1 &
    server=$!
    children+=("$server")
}

# needs PROGRAM PACKAGE
needs() { command -v "$1" >/dev/null || { echo "this benchmark needs $1: apt-get install $2" >&2; exit 1; }; }

# person N, session N: the ids that bench/people.sql gives them
person() { printf '00000000-0000-7000-9000-%012d' "$1"; }
session() { printf '00000000-0000-7000-a000-%012d' "$1"; }
b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# bearer N: an access token of person N for a day, signed as the server signs them
bearer() {
    local now kid body
    now=$(date +%s)
    kid=$(printf %s "$JWT_SECRET" | openssl dgst -sha256 -r | cut -c1-16)
    body=$(printf '{"typ":"JWT","alg":"HS256","kid":"%s"}' "$kid" | b64url).$(printf '{"sub":"%s","sid":"%s","iss":"amanat","aud":"amanat-api","iat":%d,"exp":%d}' \
        "$(person "$1")" "$(session "$1")" "$now" $((now + 86400)) | b64url)
    printf '%s.%s' "$body" "$(printf %s "$body" | openssl dgst -sha256 -hmac "$JWT_SECRET" -binary | b64url)"
}

# api METHOD PATH TOKEN [JSON]: one request to the server; its body, or an end with it.
api() {
    local key answer
    key=bench-$RANDOM$RANDOM$RANDOM
    answer=$(curl -s -X "$1" "http://127.0.0.1:$PORT$2" -H "Authorization: Bearer $3" -H "Idempotency-Key: $key" \
        ${4:+-H 'Content-Type: application/json' -d "$4"})
    case $answer in *'"success":true'*) echo "$answer" ;; *)
        echo "$1 $2: $answer" >&2
        return 1
        ;;
    esac
}
first_id() { grep -oE '"id":"[0-9a-f-]{36}"' | head -1 | cut -d'"' -f4; }

# load URL CONNECTIONS SECONDS [wrk's arguments …]: answers per second, then the 50th and 99th percentile in ms
load() {
    local out
    out=$(wrk -t 2 -c "$2" -d "$3" --latency "$1" "${@:4}")
    ! grep -E 'Non-2xx|Socket errors' <<<"$out" >&2
    awk 'function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
         /^Requests\/sec/ { rps = int($2) } $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) }
         END { print rps, p50, p99 }' <<<"$out"
}

# front PORT UPSTREAM-PORT: nginx as it comes, before the service and with the files of $scratch/static under /static/
front() {
    mkdir -p "$scratch/nginx"
    chmod 755 "$scratch"
    cat >"$scratch/nginx.conf" <<CONF
worker_processes auto; daemon off; pid $scratch/nginx/pid; error_log $scratch/nginx/error.log;
events { worker_connections 1024; }
http {
    access_log $scratch/nginx/access.log combined; keepalive_requests 1000000000; default_type application/json;
    client_body_temp_path $scratch/nginx; proxy_temp_path $scratch/nginx; fastcgi_temp_path $scratch/nginx;
    uwsgi_temp_path $scratch/nginx; scgi_temp_path $scratch/nginx;
    upstream service { server 127.0.0.1:$2; keepalive 64; keepalive_requests 1000000000; }
    server {
        listen 127.0.0.1:$1;
        location /static/ { root $scratch; }
        location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
CONF
    nginx -c "$scratch/nginx.conf" -e "$scratch/nginx/error.log" &
    children+=($!)
}

# numbers on standard input → the median
median() { tr ' ' '\n' | sed '/^$/d' | sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
machine() { echo "$(nproc) cores, load $(cut -d' ' -f1-2 /proc/loadavg), $(postgres --version | awk '{print $1, $3}')"; }

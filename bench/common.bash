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
export RATE_LIMIT_WINDOW_S=1 RATE_LIMIT_GLOBAL=10000000 LOG_FORMAT=json

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

# numbers on standard input → the median
median() { tr ' ' '\n' | sed '/^$/d' | sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
machine() { echo "$(nproc) cores, load $(cut -d' ' -f1-2 /proc/loadavg), $(postgres --version | awk '{print $1, $3}')"; }

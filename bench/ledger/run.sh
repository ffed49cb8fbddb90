#!/usr/bin/env bash
# Ledger postings against the same shape written by hand in plpgsql, in one run on a throw-away PostgreSQL with fsync=on.
#   bench/ledger/run.sh [rounds] [seconds per round]
# Rounds alternate, so that a busy machine slows both; the medians are compared.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5} seconds=${2:-6} clients=${CLIENTS:-16} threads=${THREADS:-4} port=${PORT:-55499}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1); PATH=${PGBIN:-$bin}:$PATH
dir=$(mktemp -d); as() { "$@"; }
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as() { su postgres -s /bin/bash -c "PATH=$PATH $(printf '%q ' "$@")"; }; fi
trap 'as pg_ctl -D "$dir/pg" -m immediate stop >/dev/null || true; rm -rf "$dir"' EXIT
as initdb -D "$dir/pg" -A trust -U postgres -E UTF8 --locale=C >/dev/null
as pg_ctl -D "$dir/pg" -w -l "$dir/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c fsync=on -c shared_buffers=512MB -c max_wal_size=8GB -c max_connections=200" start >/dev/null
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres PGDATABASE=plain
# pgbench has no input hashes to send, so its ledger would not verify: the Rust load gets one of its own
for db in plain pgbench rust; do createdb $db; done
prepare() { psql -qX -d "$1" -1 -v ON_ERROR_STOP=1 -o /dev/null -f "$2"; }
prepare plain bench/ledger/plain.sql
for f in migrations/0002_ledger.sql bench/ledger/ours.sql; do prepare pgbench $f; done
prepare rust migrations/0002_ledger.sql
for db in plain pgbench rust; do psql -qX -d $db -c 'vacuum analyze' -c checkpoint; done

declare -A tps
pg() { pgbench -n -M prepared -c "$clients" -j "$threads" -T "$seconds" -f "bench/ledger/$1.sql" "$2" 2>/dev/null | awk '/^tps/ { print int($3) }'; }
load() { target/release/examples/ledger_load "postgres://postgres@127.0.0.1:$port/rust" "$1" "$seconds"; }
cargo build -q --release -p amanat-ledger --example ledger_load
load seed
for _ in $(seq "$rounds"); do
    for what in plain_uniform ours_uniform plain_hot ours_hot; do
        case $what in plain*) db=plain ;; *) db=pgbench ;; esac
        tps[$what]+="$(pg $what $db) "
    done
    for what in single combined_hot combined_many batch; do tps[$what]+="$(load $what) "; done
done
sound=$(load verify)

median() { tr ' ' '\n' <<<"${tps[$1]}" | sed '/^$/d' | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
line() { printf '%-34s %8s  %s\n' "$1" "$(median "$2")" "${3:+$(awk "BEGIN { printf \"%.2f x $4\", $(median "$2") / $(median "$3") }")}"; }
echo "median of $rounds rounds of $seconds s, $clients clients, postings/s (nproc $(nproc), load $(cut -d' ' -f1 /proc/loadavg))"
line 'plain, uniform' plain_uniform
line 'ledger_post_move, uniform' ours_uniform plain_uniform 'plain uniform'
line 'plain, one hot account' plain_hot
line 'ledger_post_move, one hot account' ours_hot plain_hot 'plain hot'
line 'ledger::post, uniform, from Rust' single plain_uniform 'plain uniform'
line 'ledger::Combiner, one hot account' combined_hot plain_hot 'plain hot'
line 'ledger::Combiner, uniform' combined_many plain_uniform 'plain uniform'
line 'ledger::post_batch of 1,000' batch
echo "$sound"

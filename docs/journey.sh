#!/usr/bin/env bash
# The whole journey over HTTP and chain, beside a running `cargo xtask run`: request, offer, acceptance, payment in a token,
# funding, delivery, confirmation, and the release on chain at the seller's own address.
# Needs curl and node. Usage: docs/journey.sh [http://localhost:5001] [http://127.0.0.1:8545]
set -euo pipefail
API=${1:-http://localhost:5001} RPC=${2:-http://127.0.0.1:8545}

pick() { node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>{const a=JSON.parse(s);if(a.success===false){console.error(a.error);process.exit(1)}let v=a;for(const k of process.argv[1].split("."))v=v?.[k];console.log(typeof v==="object"?JSON.stringify(v):v??"")})' "$1"; }
call() { # METHOD PATH TOKEN [BODY]
  curl -sS -X "$1" "$API$2" -H "Authorization: Bearer $3" -H 'Content-Type: application/json' -H "Idempotency-Key: $(node -p 'crypto.randomUUID()')" ${4:+-d "$4"}
}
login() { curl -sS "$API/api/auth/login" -H 'Content-Type: application/json' -d "{\"email\":\"$1\",\"password\":\"correct-horse-amanat\"}" | pick data.accessToken; }
rpc() { curl -sS "$RPC" -H 'Content-Type: application/json' -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":$2}" | pick result; }
word() { node -p "'$1'.replace(/^0x/,'').toLowerCase().padStart(64,'0')"; }
hex() { node -p "BigInt('$1').toString(16).padStart(64,'0')"; }
until_state() { for _ in $(seq 150); do s=$(call GET "/api/orders/$ORDER" "$BUYER" | pick data.state); [ "$s" = "$1" ] && echo "order: $s" && return; sleep 1; done; echo "still $s, wanted $1" >&2; exit 1; }

BUYER=$(login buyer@demo.amanat) SELLER=$(login seller@demo.amanat)
ADDRESS=$(node -p '"0x"+require("crypto").randomBytes(20).toString("hex")')
# Where money goes is changed only by whoever proved just now who they are.
call POST /api/auth/step-up "$SELLER" '{"password":"correct-horse-amanat"}' | pick success >/dev/null
call PUT /api/user/payout-addresses/31337 "$SELLER" "{\"address\":\"$ADDRESS\"}" | pick success >/dev/null
echo "the seller is paid at $ADDRESS"

CATEGORY=$(curl -sS "$API/api/marketplace/categories" | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>{const d=JSON.parse(s).data;console.log((d.items??d)[0].id)})')
REQUEST=$(call POST /api/marketplace/requests "$BUYER" "{\"categoryId\":\"$CATEGORY\",\"title\":\"A keyboard for two languages\",\"description\":\"Persian and English legends, brown switches.\",\"currency\":\"USD\"}" | pick data.id)
OFFER=$(call POST "/api/marketplace/requests/$REQUEST/offers" "$SELLER" '{"price":"80","deliveryDays":3,"inspectionDays":2,"message":"In stock."}' | pick data.id)
ORDER=$(call POST "/api/marketplace/offers/$OFFER/accept" "$BUYER" '{"revision":1}' | pick data.orderId)
echo "order $ORDER: $(call GET "/api/orders/$ORDER" "$BUYER" | pick data.ifNobodyActs.sentence)"

OPTION=$(call GET "/api/payment/options?orderId=$ORDER" "$BUYER" | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>{const d=JSON.parse(s).data;console.log((d.items??d).find(o=>o.symbol==="tUSD").assetId)})')
PAYMENT=$(call POST /api/payment/checkout "$BUYER" "{\"orderId\":\"$ORDER\",\"assetId\":\"$OPTION\"}")
TO=$(pick data.address <<<"$PAYMENT") AMOUNT=$(pick data.amount <<<"$PAYMENT") TOKEN=$(pick data.contract <<<"$PAYMENT")
echo "pay $AMOUNT base units of $TOKEN to $TO"
FROM=$(rpc eth_accounts '[]' | node -e 'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.parse(s)[0]))')
# mint(address,uint256) and transfer(address,uint256) of the test token, sent by the node's first account.
rpc eth_sendTransaction "[{\"from\":\"$FROM\",\"to\":\"$TOKEN\",\"gas\":\"0x30d40\",\"data\":\"0x40c10f19$(word "$FROM")$(hex "$AMOUNT")\"}]" >/dev/null
sleep 3
rpc eth_sendTransaction "[{\"from\":\"$FROM\",\"to\":\"$TOKEN\",\"gas\":\"0x30d40\",\"data\":\"0xa9059cbb$(word "$TO")$(hex "$AMOUNT")\"}]"
until_state funded

call POST "/api/orders/$ORDER/actions" "$SELLER" '{"action":"deliver","note":"Sent by courier.","tracking":"AM-1"}' | pick data.state
call POST "/api/orders/$ORDER/actions" "$BUYER" '{"action":"confirm"}' | pick data.state
for _ in $(seq 150); do
  HELD=$(rpc eth_call "[{\"to\":\"$TOKEN\",\"data\":\"0x70a08231$(word "$ADDRESS")\"},\"latest\"]")
  [ "$(node -p "BigInt('$HELD')>0n")" = true ] && break
  sleep 1
done
echo "the seller's address holds $(node -p "BigInt('$HELD')") base units (80 less the fee of 2.5 %)"
[ "$(node -p "BigInt('$HELD').toString()")" = 78000000 ]

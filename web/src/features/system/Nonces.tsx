import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { short } from "@/components/Address";
import { Empty, Loaded } from "@/components/states";
import { useNetworkName } from "@/features/payments/networkName";
import { num } from "@/i18n/format";
import { tSystem } from "@/i18n/system";
import { keys } from "@/lib/keys";
import { noncesQuery, resyncNonce } from "./api";
import { Ask } from "./bits";
import { Line, Sheet } from "./Sheet";
import type { Nonce } from "./types";

const s = tSystem.nonces;

/** The next number of every address that the platform sends from. */
export function Nonces() {
  const [asking, setAsking] = useState<Nonce | null>(null);
  return (
    <section className="desk-part">
      <h2>{s.title}</h2>
      <p className="quiet" style={{ marginBlock: "0 12px" }}>{s.says}</p>
      <Loaded query={useQuery(noncesQuery)} lines={3}>
        {(all) =>
          all.length === 0 ? <Empty title={s.none} /> : (
            <Sheet label={s.title} cols="minmax(0, 1.6fr) minmax(0, 1fr) 110px 130px 150px" heads={[s.address, s.network, s.next, s.underWay, s.mend]}>
              {all.map((nonce) => <NonceLine key={`${nonce.chainId} ${nonce.address}`} nonce={nonce} ask={() => setAsking(nonce)} />)}
            </Sheet>
          )
        }
      </Loaded>
      {asking && (
        <Ask title={s.resync} says={s.resyncSays} button={s.resync} send={() => resyncNonce({ chainId: asking.chainId, address: asking.address })} stale={[keys.system.nonces, keys.audit.all]} done={s.resynced} close={() => setAsking(null)} />
      )}
    </section>
  );
}

function NonceLine({ nonce, ask }: { nonce: Nonce; ask: () => void }) {
  const network = useNetworkName(nonce.chainId);
  return (
    <Line
      cells={[
        { name: s.address, kind: "main", value: <span className="mono" title={nonce.address} style={{ fontWeight: 400 }}>{short(nonce.address)}</span> },
        { name: s.network, value: network || nonce.chainId },
        { name: s.next, value: num(nonce.nextNonce) },
        { name: s.underWay, value: num(nonce.underWay) },
        { name: s.mend, value: <Button size="xs" variant="default" disabled={nonce.underWay > 0} title={nonce.underWay > 0 ? s.wait : undefined} aria-label={s.resyncThis(short(nonce.address))} onClick={ask}>{s.resync}</Button> },
      ]}
    />
  );
}

import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { useNetworkName } from "@/features/payments/networkName";
import { tSelling } from "@/i18n/selling";
import { formatUnits } from "@/lib/money";
import type { MoneyOfSeller } from "@/lib/types";

const b = tSelling.board;

/** Where a seller's money is, asset by asset. */
export function MoneyOfSales({ money }: { money: MoneyOfSeller[] }) {
  return (
    <Card title={b.money} actions={<Anchor component={Link} to="/payouts" size="sm">{b.toMoney}</Anchor>}>
      {money.length === 0 ? <Text c="var(--quiet)">{b.noMoney}. {b.noMoneyHint}</Text> : money.map((asset) => <Asset key={asset.assetId} asset={asset} />)}
      {money.length > 0 && <Text size="sm" c="var(--quiet)" mt="lg">{b.heldHint}</Text>}
    </Card>
  );
}

function Asset({ asset }: { asset: MoneyOfSeller }) {
  const network = useNetworkName(asset.chainId);
  const figures = [
    [b.held, asset.held], [b.releasable, asset.releasable], [b.inTransit, asset.inTransit], [b.available, asset.available], [b.paidOut, asset.paidOut],
  ] as const;
  return (
    <div className="asset">
      <p className="asset-name">{asset.symbol}{network && <Text span c="var(--quiet)" fw={400}> · {network}</Text>}</p>
      <dl className="figures">
        {figures.map(([label, units], i) => (
          <div key={label} className={i === 0 ? "main-figure" : undefined}>
            <dt>{label}</dt>
            <dd>{formatUnits(units, asset)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

import { Radio, Stack, Text } from "@mantine/core";
import { useNetworkName } from "@/features/payments/networkName";
import { tGoods } from "@/i18n/goods";
import { formatUnits } from "@/lib/money";
import type { BalanceView } from "@/lib/types";
import { LATER } from "./buying";

/** From a balance that covers it, or on the next page. */
export default function PayWith({ ready, value, change }: { ready: BalanceView[]; value: string; change: (value: string) => void }) {
  return (
    <Radio.Group label={tGoods.buy.how} value={value} onChange={change}>
      <Stack gap="sm" mt={6}>
        {ready.map((balance) => <BalanceChoice key={balance.assetId} balance={balance} />)}
        <Choice value={LATER} title={tGoods.buy.later} hint={tGoods.buy.laterHint} />
      </Stack>
    </Radio.Group>
  );
}

function BalanceChoice({ balance }: { balance: BalanceView }) {
  const network = useNetworkName(balance.chainId);
  return <Choice value={balance.assetId} title={tGoods.buy.fromBalance(balance.symbol, network)} hint={tGoods.buy.balanceHas(formatUnits(balance.available, balance))} />;
}

function Choice({ value, title, hint }: { value: string; title: string; hint: string }) {
  return (
    <Radio.Card value={value} p="sm" radius="md">
      <div style={{ display: "flex", gap: 12 }}>
        <Radio.Indicator mt={3} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="var(--quiet)">{hint}</Text>
        </div>
      </div>
    </Radio.Card>
  );
}

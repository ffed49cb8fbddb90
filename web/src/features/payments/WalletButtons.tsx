import { Alert, Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { devQuery } from "@/features/accounts/api";
import { tPay } from "@/i18n/pay";
import { keys } from "@/lib/keys";
import type { PaymentView } from "@/lib/types";
import { payWith, useWallets, type Wallet } from "@/lib/wallet";
import { payInDevelopment } from "./api";

/** Wallets of this browser, and in development the instance's own. */
export function WalletButtons({ payment, to, amount }: { payment: PaymentView; to: { chainId: number; address: string }; amount: string }) {
  const wallets = useWallets();
  const dev = useQuery(devQuery).data;
  const stale = [keys.payments.ofOrder(payment.orderId), keys.orders.one(payment.orderId)];
  const developed = useSubmit({ send: () => payInDevelopment(payment.id, amount), stale, done: tPay.devSent });
  const paid = useSubmit({
    send: ({ provider }: Wallet) => payWith(provider, { chainId: to.chainId, contract: payment.contract ?? null, to: to.address, amount }),
    done: tPay.walletSent,
  });
  const offerDevelopment = dev?.chainId === to.chainId;
  if (wallets.length === 0 && !offerDevelopment) return null;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {wallets.map((wallet) => (
          <Button key={wallet.id} size="md" loading={paid.isPending && paid.variables?.id === wallet.id} disabled={paid.isSuccess} onClick={() => paid.mutate(wallet)}>
            {tPay.wallet(wallet.name)}
          </Button>
        ))}
        {offerDevelopment && (
          <Button size="md" variant={wallets.length ? "default" : "filled"} loading={developed.isPending} disabled={developed.isSuccess} onClick={() => developed.mutate()}>
            {tPay.dev}
          </Button>
        )}
      </Group>
      {developed.error && <ErrorBox error={developed.error} />}
      {paid.error && <WalletError error={paid.error} />}
    </Stack>
  );
}

/** Wallets refuse with plain objects. */
function WalletError({ error }: { error: unknown }) {
  const message = (error as { message?: unknown }).message;
  return <Alert color="orange" radius="md" title={tPay.walletRefused}>{typeof message === "string" ? message : null}</Alert>;
}

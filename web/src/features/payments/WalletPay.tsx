import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { AddressText, TxLink } from "@/components/Address";
import { Notice } from "@/components/Notice";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { devQuery } from "@/features/accounts/api";
import { tPay } from "@/i18n/pay";
import { keys } from "@/lib/keys";
import { formatUnits } from "@/lib/money";
import type { PaymentView } from "@/lib/types";
import { connect, listen, payFrom, type Standing, switchTo, troubleOf, useWallets, type Wallet } from "@/lib/wallet";
import { payInDevelopment } from "./api";
import { useNetwork } from "./assets";

interface Props {
  payment: PaymentView;
  to: { chainId: number; address: string };
  amount: string;
}

/** Wallets of this browser, and in development the instance's own. */
export function WalletPay({ payment, to, amount }: Props) {
  const wallets = useWallets();
  const dev = useQuery(devQuery).data;
  const [chosen, setChosen] = useState<{ wallet: Wallet; standing: Standing } | null>(null);
  const open = useSubmit({ send: async (wallet: Wallet) => ({ wallet, standing: await connect(wallet.provider) }), onDone: setChosen });
  const offerDevelopment = dev?.chainId === to.chainId;
  if (wallets.length === 0 && !offerDevelopment) return null;
  return (
    <Stack gap="sm">
      <Text fw={600}>{tPay.byWallet}</Text>
      {chosen ? (
        <Connected {...chosen} payment={payment} to={to} amount={amount} changed={(standing) => setChosen({ ...chosen, standing })} leave={() => setChosen(null)} />
      ) : (
        <Group gap="sm">
          {wallets.map((wallet) => (
            <Button
              key={wallet.id}
              size="md"
              variant="default"
              leftSection={wallet.icon ? <img className="wallet-icon" src={wallet.icon} alt="" /> : undefined}
              loading={open.isPending && open.variables?.id === wallet.id}
              onClick={() => open.mutate(wallet)}
            >
              {tPay.connect(wallet.name)}
            </Button>
          ))}
          {offerDevelopment && <DevelopmentWallet payment={payment} amount={amount} first={wallets.length === 0} />}
        </Group>
      )}
      {open.error && <WalletTold error={open.error} />}
    </Stack>
  );
}

function DevelopmentWallet({ payment, amount, first }: { payment: PaymentView; amount: string; first: boolean }) {
  const stale = [keys.payments.ofOrder(payment.orderId), keys.orders.one(payment.orderId)];
  const send = useSubmit({ send: () => payInDevelopment(payment.id, amount), stale, done: tPay.devSent });
  return (
    <>
      <Button size="md" variant={first ? "filled" : "default"} loading={send.isPending} disabled={send.isSuccess} onClick={() => send.mutate()}>{tPay.dev}</Button>
      {send.error && <ErrorBox error={send.error} />}
    </>
  );
}

interface ConnectedProps extends Props {
  wallet: Wallet;
  standing: Standing;
  changed: (standing: Standing) => void;
  leave: () => void;
}

/** A wallet that shares an account: on the payment's network it can pay, on another it is asked to switch. */
function Connected({ wallet, standing, payment, to, amount, changed, leave }: ConnectedProps) {
  const { provider } = wallet;
  const explorer = useNetwork(to.chainId)?.explorerUrl;
  useEffect(() => listen(provider, (change) => (change ? changed({ ...standing, ...change }) : leave())));
  const move = useSubmit({ send: () => switchTo(provider, to.chainId), onDone: () => changed({ ...standing, chainId: to.chainId }) });
  const pay = useSubmit({ send: () => payFrom(provider, standing.account, { chainId: to.chainId, contract: payment.contract ?? null, to: to.address, amount }) });
  const elsewhere = standing.chainId !== to.chainId;
  if (pay.data)
    return (
      <Notice tone="blue" role="status" title={tPay.walletSent}>
        <Text size="sm">{tPay.walletSentText}</Text>
        <Text size="sm" component="div" mt={6}><TxLink hash={pay.data} explorer={explorer} /></Text>
      </Notice>
    );
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm">{tPay.connected(wallet.name)}</Text>
        <Text size="sm" c="var(--quiet)">{tPay.from}</Text>
        <AddressText value={standing.account} />
      </div>
      {elsewhere && <Notice tone="orange" role="status">{tPay.elsewhere(standing.chainId, payment.network)}</Notice>}
      <Group gap="sm">
        {elsewhere ? (
          <Button size="md" loading={move.isPending} onClick={() => move.mutate()}>{tPay.switchTo(payment.network)}</Button>
        ) : (
          <Button size="md" loading={pay.isPending} onClick={() => pay.mutate()}>{tPay.pay(formatUnits(amount, payment))}</Button>
        )}
        <Button size="md" variant="subtle" onClick={leave} disabled={pay.isPending}>{tPay.disconnect}</Button>
      </Group>
      {elsewhere && move.error && <WalletTold error={move.error} />}
      {!elsewhere && pay.error && <WalletTold error={pay.error} />}
    </Stack>
  );
}

/** Why the wallet did not, in words, and what the wallet itself said. */
function WalletTold({ error }: { error: unknown }) {
  const { trouble, said } = troubleOf(error);
  return (
    <Notice tone="orange" role="alert" title={tPay.walletRefused}>
      <Text size="sm">{tPay.trouble[trouble]}</Text>
      {said && trouble !== "refused" && <Text size="sm" mt={6} c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>{tPay.walletSaid(said)}</Text>}
    </Notice>
  );
}

import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { Card, Facts } from "@/components/bits";
import { CountInput } from "@/components/CountInput";
import { ErrorBox, Loading } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { balancesQuery } from "@/features/custody/api";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatPrice, isZero, timesDecimal } from "@/lib/money";
import { hasRole, useSession } from "@/lib/session";
import type { ListingView, UnitsQuote } from "@/lib/types";
import { buyUnits, quoteQuery } from "./api";
import { LATER, mostPerOrder, payableBalances, standing, unitsProblem } from "./buying";

// Of no use to a visitor.
const PayWith = lazy(() => import("./PayWith"));

/** How many, what it comes to, how to pay; or why it can't be bought. */
export function BuyBox({ listing }: { listing: ListingView }) {
  const session = useSession();
  if (session.status === "starting") return <Loading />;
  const user = session.status === "signedIn" ? session.user : null;
  const notice = NOTICES[standing(listing, user?.id)];
  if (notice)
    return (
      <Card title={notice.title}>
        <Text c="var(--quiet)">{notice.hint}</Text>
      </Card>
    );
  return (
    <Card title={tGoods.buy.title}>
      <BuyForm listing={listing} buyer={user !== null && hasRole(user, "buyer")} signedIn={user !== null} />
    </Card>
  );
}

const NOTICES: Partial<Record<string, { title: string; hint: string }>> = {
  own: { title: tGoods.listing.yours, hint: tGoods.listing.yoursHint },
  pending: { title: tGoods.listing.pending, hint: tGoods.listing.pendingHint },
  rejected: { title: tGoods.moderation.rejected ?? "", hint: tGoods.listing.rejectedHint },
  draft: { title: tGoods.listing.draft, hint: tGoods.listing.draftHint },
  paused: { title: tGoods.listing.paused, hint: tGoods.listing.pausedHint },
  sold_out: { title: tGoods.listing.soldOut, hint: tGoods.listing.soldOutHint },
  removed: { title: tGoods.listing.closed, hint: tGoods.listing.closedHint },
};

function BuyForm({ listing, buyer, signedIn }: { listing: ListingView; buyer: boolean; signedIn: boolean }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [units, setUnits] = useState<number | string>(listing.minUnits);
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked] = useDebouncedValue(units, 250);
  const problem = unitsProblem(units, listing);
  const quotable = problem === null && asked === units;
  const quote = useQuery({ ...quoteQuery(listing.id, listing.pricePerUnit, Number(asked)), enabled: unitsProblem(asked, listing) === null });
  const balances = useQuery({ ...balancesQuery, enabled: buyer }).data ?? [];
  const current = quotable && quote.data && !quote.isPlaceholderData ? quote.data : null;
  const ready = buyer && current ? payableBalances(current, balances) : [];
  const pay = chosen !== null && (chosen === LATER || ready.some((b) => b.assetId === chosen)) ? chosen : (ready[0]?.assetId ?? LATER);
  const buy = useSubmit({
    send: buyUnits,
    stale: [keys.listings.all, keys.orders.all, keys.balances.all, keys.tokens.all],
    onDone: ({ order, tokens }) => {
      const [token, ...others] = tokens;
      if (order.state === "awaiting_payment") void navigate(`/orders/${order.orderId}/pay`);
      else void navigate(token && others.length === 0 ? `/tokens/${token.id}` : `/orders/${order.orderId}`);
    },
  });
  const said = formErrors(buy.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (current) buy.mutate({ listingId: listing.id, units: current.units, unitPrice: current.unitPrice, payFromBalance: pay === LATER ? null : pay });
      }}
    >
      <Stack gap="md">
        <CountInput
          label={tGoods.buy.units}
          description={listing.unitDescription}
          min={listing.minUnits}
          max={Math.min(mostPerOrder(listing), listing.availableUnits)}
          clamped={false}
          required
          size="md"
          value={units}
          onChange={setUnits}
          error={problem ?? said.units}
        />
        <Total listing={listing} units={problem === null ? Number(units) : null} quote={current} />
        {quote.isError && <ErrorBox error={quote.error} retry={() => void quote.refetch()} />}
        {buyer && (
          <Suspense fallback={<Skeleton height={120} />}>
            <PayWith ready={ready} value={pay} change={setChosen} />
            {current && ready.length === 0 && <Text size="sm" c="var(--quiet)" mt={6}>{current.instant ? tGoods.buy.noBalance : tGoods.buy.tooLarge}</Text>}
          </Suspense>
        )}
        {buy.error && <ErrorBox error={buy.error} />}
        {buyer && <Button type="submit" size="md" fullWidth disabled={!current} loading={buy.isPending}>{pay === LATER ? tGoods.buy.submitLater : tGoods.buy.submitBalance}</Button>}
        {!signedIn && <Button component={Link} to="/login" state={{ from: pathname }} size="md" fullWidth>{tGoods.buy.signIn}</Button>}
        <Text size="sm" c="var(--quiet)">{tGoods.after.escrow}</Text>
        {signedIn && !buyer && <Alert color="gray" radius="md">{tGoods.buy.notBuyer}</Alert>}
      </Stack>
    </form>
  );
}

/** The product at once, the fee and the total as the server says. */
function Total({ listing, units, quote }: { listing: ListingView; units: number | null; quote: UnitsQuote | null }) {
  const price = (amount: string) => formatPrice(amount, listing.currency);
  return (
    <div aria-live="polite" aria-busy={!quote}>
      <Facts
        rows={[
          [tGoods.buy.times(units, price(listing.pricePerUnit)), units === null ? "…" : price(timesDecimal(listing.pricePerUnit, units))],
          quote && [tGoods.buy.fee, isZero(quote.fee.buyerFee) ? t.common.none : price(quote.fee.buyerFee)],
          [tGoods.buy.total, quote ? price(quote.fee.total) : "…", "total"],
        ]}
      />
    </div>
  );
}

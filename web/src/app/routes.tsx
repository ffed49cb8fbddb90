// Every page and its address; each loads on its own.
import type { ComponentType } from "react";
import { createBrowserRouter, redirect, type RouteObject } from "react-router";
import type { Role } from "@/lib/types";
import { Crashed, NotFound } from "./Crashed";
import { Only } from "./Only";
import { orderReturn } from "./oldReturn";
import { Shell } from "./Shell";

type Module = { default: ComponentType };

function page(path: string, load: () => Promise<Module>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }) };
}

/** For people who are signed in, with one of these roles if any are named. */
function own(path: string, load: () => Promise<Module>, ...roles: Role[]): RouteObject {
  return {
    path,
    lazy: async () => {
      const { default: Inner } = await load();
      return { Component: () => <Only roles={roles}><Inner /></Only> };
    },
  };
}

export const router = createBrowserRouter([
  // On its own: this page is for paper.
  { ErrorBoundary: Crashed, HydrateFallback: () => null, children: [own("/orders/:id/receipt", () => import("@/features/orders/ReceiptPage"))] },
  {
    Component: Shell,
    ErrorBoundary: Crashed,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: Crashed,
        children: [
          page("/", () => import("@/features/landing/FrontPage")),
          page("/search", () => import("@/features/search/SearchPage")),
          page("/requests", () => import("@/features/marketplace/BrowsePage")),
          page("/login", () => import("@/features/accounts/LoginPage")),
          page("/login/done", () => import("@/features/accounts/LoginDonePage")),
          page("/register", () => import("@/features/accounts/RegisterPage")),
          page("/verify", () => import("@/features/accounts/VerifyPage")),
          page("/forgot", () => import("@/features/accounts/ForgotPage")),
          page("/reset", () => import("@/features/accounts/ResetPage")),
          page("/magic", () => import("@/features/accounts/MagicPage")),
          page("/confirm-email", () => import("@/features/accounts/ConfirmEmailPage")),
          own("/requests/new", () => import("@/features/marketplace/NewRequestPage")),
          own("/requests/:id/edit", () => import("@/features/marketplace/EditRequestPage")),
          page("/requests/:id", () => import("@/features/marketplace/RequestPage")),
          own("/my/requests", () => import("@/features/marketplace/MyRequestsPage")),
          own("/my/offers", () => import("@/features/selling/OffersPage")),
          own("/orders", () => import("@/features/orders/OrdersPage")),
          { path: "/orders/success", loader: ({ request }) => redirect(orderReturn(request.url, "paid")) },
          { path: "/orders/cancel", loader: ({ request }) => redirect(orderReturn(request.url, "cancelled")) },
          own("/orders/:id", () => import("@/features/orders/OrderPage")),
          own("/orders/:id/pay", () => import("@/features/payments/CheckoutPage")),
          page("/listings", () => import("@/features/goods/ListingsPage")),
          page("/listings/:id", () => import("@/features/goods/ListingPage")),
          own("/sell", () => import("@/features/selling/SellPage"), "seller"),
          own("/sell/deliver", () => import("@/features/selling/DeliverPage"), "seller"),
          own("/sell/listings", () => import("@/features/selling/ListingsPage"), "seller"),
          own("/sell/shop", () => import("@/features/shops/ShopEditorPage"), "seller"),
          own("/sell/templates", () => import("@/features/shops/TemplatesPage")),
          page("/shops", () => import("@/features/shops/ShopsPage")),
          page("/shops/:slug", () => import("@/features/shops/ShopPage")),
          own("/sell/new", () => import("@/features/selling/NewListingPage"), "seller"),
          own("/sell/sales", () => import("@/features/selling/SalesPage"), "seller"),
          own("/sell/:id/edit", () => import("@/features/selling/EditListingPage"), "seller"),
          own("/tokens", () => import("@/features/goods/TokensPage")),
          own("/tokens/:id", () => import("@/features/goods/TokenPage")),
          own("/payouts", () => import("@/features/custody/MoneyPage")),
          own("/payouts/:id", () => import("@/features/custody/PayoutPage")),
          own("/notifications", () => import("@/features/notifications/NotificationsPage")),
          own("/account", () => import("@/features/settings/ProfilePage")),
          own("/account/security", () => import("@/features/settings/SecurityPage")),
          own("/account/addresses", () => import("@/features/settings/AddressesPage")),
          own("/account/payouts", () => import("@/features/settings/PayoutAddressesPage")),
          own("/account/keys", () => import("@/features/settings/ApiKeysPage")),
          own("/account/privacy", () => import("@/features/settings/PrivacyPage")),
          own("/staff/payouts", () => import("@/features/staff/PayoutsPage"), "guard", "admin"),
          own("/staff/payouts/:id", () => import("@/features/staff/PayoutPage"), "guard", "admin"),
          own("/staff/exceptions", () => import("@/features/staff/ExceptionsPage"), "guard", "admin"),
          own("/staff/exceptions/:id", () => import("@/features/staff/ExceptionPage"), "guard", "admin"),
          own("/staff/card-strays", () => import("@/features/staff/StraysPage"), "guard", "admin"),
          own("/staff/disputes", () => import("@/features/staff/DisputesPage"), "resolver", "admin"),
          own("/staff/disputes/:id", () => import("@/features/staff/DisputePage"), "resolver", "admin"),
          own("/staff/thresholds", () => import("@/features/staff/ThresholdsPage"), "admin"),
          own("/staff/networks", () => import("@/features/system/NetworksPage"), "admin"),
          own("/staff/listings", () => import("@/features/system/ListingsPage"), "admin"),
          own("/staff/people", () => import("@/features/system/UsersPage"), "admin"),
          own("/staff/people/:id", () => import("@/features/system/UserPage"), "admin"),
          own("/staff", () => import("@/features/system/DeskPage"), "guard", "resolver", "admin"),
          own("/staff/networks/:chainId", () => import("@/features/system/NetworkPage"), "admin"),
          own("/staff/webhooks", () => import("@/features/system/WebhooksPage"), "admin"),
          own("/staff/webhooks/:id", () => import("@/features/system/WebhookPage"), "admin"),
          own("/staff/ledger", () => import("@/features/system/LedgerPage"), "admin"),
          own("/staff/ledger/accounts/:id", () => import("@/features/system/LedgerAccountPage"), "admin"),
          own("/staff/ledger/transactions/:id", () => import("@/features/system/LedgerTransactionPage"), "admin"),
          own("/staff/jobs", () => import("@/features/system/JobsPage"), "admin"),
          own("/staff/categories", () => import("@/features/system/CategoriesPage"), "admin"),
          own("/staff/sweeps", () => import("@/features/system/SweepsPage"), "guard", "admin"),
          own("/staff/sweeps/:id", () => import("@/features/system/SweepPage"), "guard", "admin"),
          own("/staff/audit", () => import("@/features/system/AuditPage"), "admin"),
          page("/people/:id", () => import("@/features/people/PersonPage")),
          page("/mailbox", () => import("@/features/dev/MailboxPage")),
          own("/staff/awaiting", () => import("@/features/staff/AwaitingPage"), "guard", "admin"),
          { path: "*", Component: NotFound },
        ],
      },
    ],
  },
]);

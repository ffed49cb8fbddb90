//! Stripe over HTTP: Checkout Sessions, refunds, transfers, and the signature of its webhooks. Translates, decides nothing.

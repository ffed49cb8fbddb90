//! Stand-ins for third parties that can't run here, over real HTTP, for tests and the demonstration: Stripe, and a small service to sell
//! through the gateway.

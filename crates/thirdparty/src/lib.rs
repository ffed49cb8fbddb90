//! Stand-ins for third parties that can't run here, over real HTTP, for tests and the demonstration: Stripe, and a small service to sell
//! through the gateway.

pub mod mail;
mod server;
pub mod stripe;
pub mod upstream;

pub use mail::MailSink;
pub use stripe::{FakeStripe, Options};
pub use upstream::Upstream;

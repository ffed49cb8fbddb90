//! A whole platform in a test: real PostgreSQL, a real node, the real server with workers and scanner, and people who act over HTTP.
//!
//! Third parties that can't run here get their fakes here, too. Every journey ends with [`TestApp::finish`], which lets the work run dry and
//! asks the doctor.

mod journey;
mod letters;
mod market;
mod person;
mod platform;
pub mod process;
pub mod skew;
mod socket;

pub use amanat_testchain as testchain;
pub use amanat_thirdparty as thirdparty;
pub use journey::Deal;
pub use market::{CARD_USD, Market, WEBHOOK};
pub use person::{Person, Reply};
pub use platform::{STRIPE_KEY, Setup, TestApp, WEBHOOK_SECRET};
pub use socket::Sockets;

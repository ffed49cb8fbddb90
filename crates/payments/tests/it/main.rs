//! Money in, against a real database and a real development chain. Workers are driven by hand, so that every order of events can be
//! played.

mod amounts;
mod callbacks;
mod cards;
mod checkout;
mod deciding;
mod exceptions;
mod lies;
mod reorgs;
mod shop;
mod till;
mod webhooks;

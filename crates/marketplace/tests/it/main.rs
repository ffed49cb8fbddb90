//! The marketplace as its users meet it: real requests to the routes, a database of its own for every test.

mod accepting;
mod app;
mod browsing;
mod offering;
mod shops;

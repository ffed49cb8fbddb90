//! Digital goods by the unit: listings with stock, sealed secrets, purchases, tokens. The gateway that meters their use is the crate
//! `gateway`.

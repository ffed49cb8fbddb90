//! `/gateway/{listing}/{path}`: calls a seller's service on a buyer's behalf, with the seller's key, and counts the units.

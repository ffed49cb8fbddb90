//! Which of the calls that wait for a token may go out: the whole rule, without the database.

use super::Ask;
use amanat_base::{Code, Error, Result, Time};

/// What the database says of a token, its row locked.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) state: String,
    pub(super) expires_at: Time,
    pub(super) units: i64,
    pub(super) used: i64,
    pub(super) order_state: String,
    pub(super) order_is_held: bool,
    pub(super) cancel_is_proposed: bool,
    pub(super) listing_is_gone: bool,
    pub(super) version: i64,
}

/// Admits one call (`true`), or finds that its settings are old (`false`).
pub(super) fn admit(standing: &mut Standing, ask: &Ask, now: Time) -> Result<bool> {
    match standing.state.as_str() {
        "active" => {}
        "expired" => return Err(Code::TokenExpired.into()),
        "spent" => return Err(Code::UnitsSpent.into()),
        _ => return Err(Code::TokenRevoked.into()),
    }
    if standing.order_is_held || !matches!(standing.order_state.as_str(), "funded" | "delivered") {
        return Err(Code::TokenRevoked.into());
    }
    if standing.cancel_is_proposed {
        // What the other side agrees to must not be used up in the meantime.
        return Err(Code::ActionNotAllowed.say("A proposal to cancel the order stands; answer it first."));
    }
    if standing.listing_is_gone {
        return Err(Code::TokenRevoked.say("This listing was taken down."));
    }
    if standing.expires_at <= now {
        return Err(Code::TokenExpired.into());
    }
    if standing.version != ask.version {
        return Ok(false);
    }
    let left = standing.units - standing.used;
    if left < ask.units {
        return Err(spent(left, ask.units));
    }
    standing.used += ask.units;
    Ok(true)
}

fn spent(left: i64, needed: i64) -> Error {
    if left == 0 {
        return Code::UnitsSpent.into();
    }
    Code::UnitsSpent.say(format!("{left} units are left, and one call may cost {needed}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use amanat_base::{ListingId, TokenId, UsageId};
    use chrono::TimeDelta;

    fn now() -> Time {
        Time::from_timestamp(1_790_000_000, 0).expect("in range")
    }

    fn standing() -> Standing {
        Standing {
            state: "active".into(),
            expires_at: now() + TimeDelta::seconds(1),
            units: 10,
            used: 0,
            order_state: "delivered".into(),
            order_is_held: false,
            cancel_is_proposed: false,
            listing_is_gone: false,
            version: 3,
        }
    }

    fn ask(units: i64) -> Ask {
        Ask {
            usage: UsageId::fresh(),
            token: TokenId::fresh(),
            listing: ListingId::fresh(),
            version: 3,
            method: "GET".into(),
            path: "/".into(),
            units,
        }
    }

    fn refusal(change: impl FnOnce(&mut Standing)) -> Code {
        let mut standing = standing();
        change(&mut standing);
        let used = standing.used;
        let code = admit(&mut standing, &ask(4), now()).expect_err("refused").code;
        assert_eq!(standing.used, used, "a refusal holds nothing");
        code
    }

    #[test]
    fn units_are_held_until_too_few_are_left() {
        let mut standing = standing();
        assert!(admit(&mut standing, &ask(4), now()).expect("first"));
        assert!(admit(&mut standing, &ask(4), now()).expect("second"));
        assert_eq!(admit(&mut standing, &ask(4), now()).expect_err("third").code, Code::UnitsSpent);
        assert!(admit(&mut standing, &ask(2), now()).expect("the last two"));
        assert_eq!(standing.used, 10);
    }

    #[test]
    fn every_reason_has_its_code() {
        assert_eq!(refusal(|s| s.state = "revoked".into()), Code::TokenRevoked);
        assert_eq!(refusal(|s| s.state = "expired".into()), Code::TokenExpired);
        assert_eq!(refusal(|s| s.state = "spent".into()), Code::UnitsSpent);
        assert_eq!(refusal(|s| s.expires_at = now()), Code::TokenExpired);
        assert_eq!(refusal(|s| s.order_is_held = true), Code::TokenRevoked);
        assert_eq!(refusal(|s| s.cancel_is_proposed = true), Code::ActionNotAllowed);
        assert_eq!(refusal(|s| s.listing_is_gone = true), Code::TokenRevoked);
        assert_eq!(refusal(|s| s.used = 7), Code::UnitsSpent);
        for state in [
            "awaiting_payment",
            "confirming",
            "disputed",
            "completed",
            "refunded",
            "resolved",
            "expired",
            "cancelled",
        ] {
            assert_eq!(refusal(|s| s.order_state = state.into()), Code::TokenRevoked, "{state}");
        }
    }

    #[test]
    fn old_settings_hold_nothing() {
        let mut standing = standing();
        standing.version = 4;
        assert!(!admit(&mut standing, &ask(4), now()).expect("only old"));
        assert_eq!(standing.used, 0);
    }
}

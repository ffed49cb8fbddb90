//! Rooms: who hears an event.

use amanat_base::{Code, Error, OrderId, RequestId, Result, UserId};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A room, as text `user-{id}`, `request-{id}`, `order-{id}`, `chat-{id}`, `desk-money`, `desk-disputes`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Room {
    /// One person, on all their devices. Joined by itself on connecting.
    User(UserId),
    /// Everybody who looks at a purchase request: only what everybody may know is told here.
    Request(RequestId),
    /// The parties of an order, and staff.
    Order(OrderId),
    /// A conversation.
    Chat(Uuid),
    /// Staff at work on whatever comes in: told only that something changed, and which.
    Desk(Desk),
}

/// What a part of the staff works at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Desk {
    /// Payouts, exceptions and payments on their way: guards and administrators.
    Money,
    /// Disputes: resolvers and administrators.
    Disputes,
}

impl Desk {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Disputes => "disputes",
        }
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user-{id}"),
            Self::Request(id) => write!(f, "request-{id}"),
            Self::Order(id) => write!(f, "order-{id}"),
            Self::Chat(id) => write!(f, "chat-{id}"),
            Self::Desk(desk) => write!(f, "desk-{}", desk.as_str()),
        }
    }
}

impl FromStr for Room {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        let (kind, id) = s.split_once('-').unwrap_or_default();
        if kind == "desk" {
            let desk = [Desk::Money, Desk::Disputes].into_iter().find(|desk| desk.as_str() == id);
            return desk
                .map(Self::Desk)
                .ok_or_else(|| Code::NotFound.say("There is no such kind of room."));
        }
        let id: Uuid = id.parse().map_err(|_| Error::new(Code::MalformedId))?;
        match kind {
            "user" => Ok(Self::User(UserId(id))),
            "request" => Ok(Self::Request(RequestId(id))),
            "order" => Ok(Self::Order(OrderId(id))),
            "chat" => Ok(Self::Chat(id)),
            _ => Err(Code::NotFound.say("There is no such kind of room.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_survives_its_text_and_nonsense_is_refused() {
        let id = UserId::fresh().0;
        for room in [
            Room::User(UserId(id)),
            Room::Request(RequestId(id)),
            Room::Order(OrderId(id)),
            Room::Chat(id),
            Room::Desk(Desk::Money),
            Room::Desk(Desk::Disputes),
        ] {
            assert_eq!(room.to_string().parse::<Room>().expect("ours"), room);
        }
        for nonsense in [
            "",
            "user",
            "user-",
            "user-1",
            "desk-",
            "desk-money-",
            &format!("admin-{id}"),
            &id.to_string(),
        ] {
            assert!(nonsense.parse::<Room>().is_err(), "{nonsense}");
        }
    }
}

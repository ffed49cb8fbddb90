//! Rooms: who hears an event.

use amanat_base::{Code, Error, OrderId, RequestId, Result, UserId};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A room, as text `user-{id}`, `request-{id}`, `order-{id}`, `chat-{id}`.
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
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user-{id}"),
            Self::Request(id) => write!(f, "request-{id}"),
            Self::Order(id) => write!(f, "order-{id}"),
            Self::Chat(id) => write!(f, "chat-{id}"),
        }
    }
}

impl FromStr for Room {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        let (kind, id) = s.split_once('-').unwrap_or_default();
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
        ] {
            assert_eq!(room.to_string().parse::<Room>().expect("ours"), room);
        }
        for nonsense in ["", "user", "user-", "user-1", &format!("admin-{id}"), &id.to_string()] {
            assert!(nonsense.parse::<Room>().is_err(), "{nonsense}");
        }
    }
}

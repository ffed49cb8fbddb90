//! Who may listen where. Reads the tables of orders and requests directly: a room's rule is one question, asked once per join.

use super::{Desk, Room};
use amanat_base::{Code, Result};
use amanat_web::{Caller, Via};
use sqlx::PgConnection;

/// Refuses whoever may not listen in the room. What they may not know of doesn't exist for them. Roles are read anew: a connection
/// may be older than they are.
pub(super) async fn check(conn: &mut PgConnection, caller: &Caller, room: Room) -> Result<()> {
    let listener = caller.user;
    // A program acts for its person, not for the platform, and nobody looks through the eyes of staff: both hear what parties are told.
    let by_power = caller.via == Via::Person && caller.require_factor().is_ok();
    let allowed = match room {
        Room::User(user) if user == listener => true,
        Room::User(_) => return Err(Code::Forbidden.say("You can only listen to what is told to you.")),
        // A request is public to whoever is signed in; what is said in offers goes to the sides' own rooms.
        Room::Request(id) => {
            sqlx::query_scalar!(r#"select exists (select 1 from purchase_requests where id = $1) as "known!""#, id.0)
                .fetch_one(conn)
                .await?
        }
        // The same rule as reading the order: parties, guard and admin; a resolver while it is disputed or decided.
        Room::Order(id) => {
            sqlx::query_scalar!(
                r#"select exists (select 1 from orders o where o.id = $1
                       and (o.buyer_id = $2 or o.seller_id = $2
                            or $3 and exists (select 1 from user_roles r where r.user_id = $2
                                         and (r.role in ('guard', 'admin') or r.role = 'resolver' and o.state in ('disputed', 'resolved')))))
                   as "allowed!""#,
                id.0,
                listener.0,
                by_power,
            )
            .fetch_one(conn)
            .await?
        }
        Room::Desk(desk) => {
            let who = match desk {
                Desk::Money => "guard",
                Desk::Disputes => "resolver",
            };
            sqlx::query_scalar!(
                r#"select $2 and exists (select 1 from user_roles r where r.user_id = $1 and r.role in ('admin', $3)) as "allowed!""#,
                listener.0,
                by_power,
                who
            )
            .fetch_one(conn)
            .await?
        }
        // There are no conversations yet, so nobody is a party of one.
        Room::Chat(_) => false,
    };
    if allowed { Ok(()) } else { Err(Code::NotFound.into()) }
}

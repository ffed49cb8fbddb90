//! Who is calling: extractors that yield only an allowed caller.
//!
//! The token says who; the database says, on every request and in one statement, what time it is, whether the session still stands, which
//! roles the person has and when they last proved who they are. So signing out, suspending and changing roles work at once.

use crate::{Client, Ctx, Failure, RequestId, api_key, recent::HOLDS, scope};
use amanat_base::{ApiKeyId, Code, Error, Result, Role, Secret, SessionId, UserId};
use amanat_store::{Tx, audit::Origin};
use axum::{
    extract::{FromRequestParts, MatchedPath, OptionalFromRequestParts},
    http::{Extensions, HeaderMap, Method, header, request::Parts},
};
use serde::Serialize;
use std::{fmt::Display, net::IpAddr};

/// A signed-in person whose session stands.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
    /// As what.
    pub roles: Vec<Role>,
    /// As what they may not act, for want of a second factor.
    withheld: Vec<Role>,
    /// By what means.
    pub via: Via,
    /// Who acts and from where, for the audit log.
    pub origin: Origin,
    /// They proved anew, within [`crate::recent::HOLDS`], that it is them.
    pub(crate) proved_lately: bool,
}

/// By what means a caller acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// They signed in.
    Person,
    /// A program acts for them, within the key's scopes.
    ApiKey(ApiKeyId),
    /// An administrator looks through their eyes, and may only look.
    Impersonation(UserId),
}

/// Who looks after other people's money.
const STAFF: [Role; 2] = [Role::Guard, Role::Admin];
/// Who decides about what belongs to others.
const POWERS: [Role; 3] = [Role::Guard, Role::Admin, Role::Resolver];

/// A caller, or nobody. A token that is present but bad is refused, not ignored.
pub type MaybeCaller = Option<Caller>;

impl Caller {
    /// Has this role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Looks after other people's money: guard or admin.
    pub fn is_staff(&self) -> bool {
        STAFF.iter().any(|role| self.is(*role))
    }

    /// Decides about what belongs to others: staff, or a resolver. Also for want of a second factor not right now.
    pub fn has_power(&self) -> bool {
        !self.withheld.is_empty() || POWERS.iter().any(|role| self.is(*role))
    }

    /// Refuses whoever has a role that is withheld for want of a second factor: to be asked where they are refused for lack of it.
    pub fn require_factor(&self) -> Result<()> {
        if self.withheld.is_empty() {
            Ok(())
        } else {
            Err(Code::FactorNeeded.into())
        }
    }

    /// From here on a person without their powers.
    fn withhold_powers(&mut self) {
        (self.withheld, self.roles) = std::mem::take(&mut self.roles).into_iter().partition(|role| POWERS.contains(role));
    }

    /// Refuses whoever doesn't have this role.
    pub fn require(&self, role: Role) -> Result<()> {
        self.require_any(&[role])
    }

    fn require_any(&self, roles: &[Role]) -> Result<()> {
        if roles.iter().any(|role| self.is(*role)) {
            return Ok(());
        }
        if roles.iter().any(|role| self.withheld.contains(role)) {
            return Err(Code::FactorNeeded.into());
        }
        let named: Vec<_> = roles.iter().map(Role::to_string).collect();
        Err(Code::RoleRequired.say(format!("This needs the role {}.", named.join(" or "))))
    }

    /// Refuses programs and whoever looks through another person's eyes: this is for somebody who signed in themselves.
    pub fn require_person(&self) -> Result<()> {
        match self.via {
            Via::Person => Ok(()),
            Via::ApiKey(_) => Err(Code::ApiKeyScope.into()),
            Via::Impersonation(_) => Err(Code::ImpersonationReadsOnly.into()),
        }
    }

    /// Writes into the audit log what this caller did; see [`Origin::record`].
    pub async fn record(
        &self,
        tx: &mut Tx,
        action: &'static str,
        (kind, subject): (&'static str, &(dyn Display + Sync)),
        before: impl Serialize + Send,
        after: impl Serialize + Send,
    ) -> Result<()> {
        self.origin.record(tx, action, (kind, subject), before, after).await
    }

    /// Who presents this access token or API key, if that stands and may be used for this entry. `extensions` are the request's: they
    /// say from where it comes. Also used by the socket layer.
    pub async fn authenticate(ctx: &Ctx, token: &str, extensions: &Extensions, entry: Entry<'_>) -> Result<Self> {
        let mut caller = if api_key::is_key(token) {
            let admitted = api_key::admit(ctx, token, extensions, entry).await?;
            Self::new(admitted.user, admitted.session, admitted.roles, Via::ApiKey(admitted.key))
        } else {
            let caller = Self::of_session(ctx, token).await?;
            if matches!(caller.via, Via::Impersonation(_)) && !entry.only_looks() {
                return Err(Code::ImpersonationReadsOnly.into());
            }
            caller
        };
        caller.origin.client = extensions.get::<Client>().map(|c| c.0.to_string());
        caller.origin.request = extensions.get::<RequestId>().map(|id| id.0.clone());
        Ok(caller)
    }

    /// Reads the token's session from the database.
    async fn of_session(ctx: &Ctx, token: &str) -> Result<Self> {
        let bearer = ctx.tokens.verify(token)?;
        let row = sqlx::query!(
            r#"select now() as "database_now!", u.status, s.revoked_at, s.expires_at, s.stepped_up_at, s.impersonator as "impersonator: UserId",
                      exists(select 1 from users a join user_roles r on r.user_id = a.id
                             where a.id = s.impersonator and a.status = 'active' and r.role = 'admin') as "by_admin!",
                      s.signed_in_by = 'passkey'
                          or exists(select 1 from totp t where t.user_id = u.id and t.confirmed_at is not null) as "two_factors!",
                      array(select role from user_roles r where r.user_id = u.id) as "roles!: Vec<Role>"
               from sessions s join users u on u.id = s.user_id
               where s.id = $1 and s.user_id = $2 and s.kind <> 'api_key'"#,
            bearer.session.0,
            bearer.user.0,
        )
        .fetch_optional(&ctx.store.pool)
        .await?
        .ok_or(Error::new(Code::SessionEnded))?;
        let now = ctx.store.at(row.database_now);
        bearer.require_unexpired(now)?;
        if row.status == "suspended" {
            return Err(Code::AccountSuspended.into());
        }
        if row.revoked_at.is_some() || row.expires_at <= now || row.status != "active" {
            return Err(Code::SessionEnded.into());
        }
        let via = row.impersonator.map_or(Via::Person, Via::Impersonation);
        let mut caller = Self::new(bearer.user, bearer.session, row.roles, via);
        caller.proved_lately = row.stepped_up_at.is_some_and(|at| at > now - HOLDS);
        // The right to look ends with the looker's role, and where the person comes to power.
        if row.impersonator.is_some() && (!row.by_admin || caller.has_power()) {
            return Err(Code::SessionEnded.into());
        }
        if ctx.staff_second_factor && !row.two_factors {
            caller.withhold_powers();
        }
        Ok(caller)
    }

    fn new(user: UserId, session: SessionId, roles: Vec<Role>, via: Via) -> Self {
        let impersonator = match via {
            Via::Impersonation(by) => Some(by),
            Via::Person | Via::ApiKey(_) => None,
        };
        Self {
            user,
            session,
            roles,
            withheld: Vec::new(),
            via,
            origin: Origin {
                actor: Some(user),
                impersonator,
                session: Some(session),
                ..Origin::default()
            },
            proved_lately: false,
        }
    }
}

/// What a token is presented for.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// A request with this method that matched this route (its path with `{parameters}`), if one.
    Route(&'a Method, Option<&'a str>),
    /// A socket, on which one only listens.
    Socket,
}

impl Entry<'_> {
    /// Whether it only looks, or ends the looking.
    fn only_looks(self) -> bool {
        match self {
            Self::Socket => true,
            Self::Route(method, route) => {
                let ends = matches!(
                    (method, route),
                    (&Method::DELETE, Some("/api/admin/impersonation")) | (&Method::POST, Some("/api/auth/logout"))
                );
                ends || scope::is_read(method)
            }
        }
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token
        .map(|(_, t)| Some(t.trim()))
        .ok_or_else(|| Code::Unauthenticated.say("Authorization must be: Bearer <access token>."))
}

impl FromRequestParts<Ctx> for Caller {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Failure> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = bearer(&parts.headers)?.ok_or(Error::new(Code::Unauthenticated))?;
        let route = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
        let entry = Entry::Route(&parts.method, route);
        let caller = Self::authenticate(ctx, token, &parts.extensions, entry).await?;
        // The request's span has an empty field for it, so that the log line says who.
        tracing::Span::current().record("user.id", tracing::field::display(caller.user));
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

impl OptionalFromRequestParts<Ctx> for Caller {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Option<Self>, Failure> {
        match bearer(&parts.headers)? {
            Some(_) => Ok(Some(<Self as FromRequestParts<Ctx>>::from_request_parts(parts, ctx).await?)),
            None => Ok(None),
        }
    }
}

macro_rules! role_callers {
    ($($(#[$doc:meta])* $name:ident = $roles:expr),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub Caller);

        impl FromRequestParts<Ctx> for $name {
            type Rejection = Failure;
            async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Failure> {
                let caller = <Caller as FromRequestParts<Ctx>>::from_request_parts(parts, ctx).await?;
                caller.require_any(&$roles)?;
                Ok(Self(caller))
            }
        }

        impl std::ops::Deref for $name {
            type Target = Caller;
            fn deref(&self) -> &Caller {
                &self.0
            }
        }
    )*};
}

role_callers! {
    /// A caller with the role admin.
    AdminCaller = [Role::Admin],
    /// A caller with the role guard.
    GuardCaller = [Role::Guard],
    /// A caller with the role guard or admin.
    StaffCaller = STAFF,
    /// A caller with the role resolver, who rules, or admin, who looks on.
    ResolverCaller = [Role::Resolver, Role::Admin],
    /// A caller with the role guard, admin or resolver.
    PowerCaller = POWERS
}

/// What a session remembers of the device: the agent is only shown, the address also slows guessing down.
#[derive(Clone, Debug, Default)]
pub struct RequestMeta {
    /// `User-Agent`, cut to 300 characters.
    pub user_agent: Option<String>,
    /// Who is counted as one client: an IPv4 address or an IPv6 /64. `None` where no connection is known.
    pub client: Option<IpAddr>,
    /// `X-Request-Id`, for the audit log.
    pub request: Option<String>,
    /// A page of this very origin asks, as its browser says: it keeps the refresh token in a cookie, and need not see it.
    pub own_page: bool,
    /// All its cookies, as sent: one of them may be a session that this request replaces.
    pub cookies: Option<Secret>,
}

impl RequestMeta {
    /// For the audit log: what this person does without being signed in, by a link or a code that proves them.
    pub fn origin(&self, actor: UserId) -> Origin {
        Origin {
            actor: Some(actor),
            client: self.client.map(|c| c.to_string()),
            request: self.request.clone(),
            ..Origin::default()
        }
    }
}

impl<S: Sync> FromRequestParts<S> for RequestMeta {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
        Ok(Self {
            user_agent: agent.map(|a| a.chars().take(300).collect()),
            client: parts.extensions.get::<Client>().map(|c| c.0),
            request: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
            own_page: parts.headers.get("sec-fetch-site").is_some_and(|v| v == "same-origin"),
            cookies: parts.headers.get(header::COOKIE).and_then(|v| v.to_str().ok()).map(Secret::new),
        })
    }
}

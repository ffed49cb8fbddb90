//! Callers who proved anew, within the last ten minutes, that it is them: asked for before a secret is shown, money leaves, or anybody's
//! rights or protection change. Where a role is needed too, whoever lacks it is told so first.

use crate::{AdminCaller, Caller, Ctx, Failure, GuardCaller, StaffCaller};
use amanat_base::{Code, Error, Result};
use axum::{extract::FromRequestParts, http::request::Parts};
use chrono::TimeDelta;

/// How long a proof holds.
pub(crate) const HOLDS: TimeDelta = TimeDelta::minutes(10);

impl Caller {
    /// Refuses whoever's session has no proof that still holds. Programs and administrators in other people's place have none, ever. For
    /// routes of which only some requests ask for it; the others take a [`RecentCaller`].
    pub fn require_proof(&self) -> Result<()> {
        self.require_person()?;
        if self.proved_lately {
            Ok(())
        } else {
            Err(Error::new(Code::StepUpRequired))
        }
    }
}

macro_rules! recent_callers {
    ($($(#[$doc:meta])* $name:ident = $allowed:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub Caller);

        impl FromRequestParts<Ctx> for $name {
            type Rejection = Failure;
            async fn from_request_parts(parts: &mut Parts, ctx: &Ctx) -> Result<Self, Failure> {
                let allowed = <$allowed as FromRequestParts<Ctx>>::from_request_parts(parts, ctx).await?;
                allowed.require_proof()?;
                let caller: &Caller = &allowed;
                Ok(Self(caller.clone()))
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

recent_callers! {
    /// A caller who proved it is them.
    RecentCaller = Caller,
    /// A caller with the role admin who proved it is them.
    RecentAdmin = AdminCaller,
    /// A caller with the role guard who proved it is them.
    RecentGuard = GuardCaller,
    /// A caller with the role guard or admin who proved it is them.
    RecentStaff = StaffCaller
}

//! The closed list of error codes: every refusal the platform can answer, its kind and its usual sentence.
//!
//! The list is part of the HTTP contract (`/openapi.json` carries it as an enum). Add here; never rename.

use crate::Kind;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:tt, $kind:ident, $sentence:literal;)*) => {
        /// A stable error code, in capitals on the wire.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] #[doc = $sentence] $name,)*
        }

        impl Code {
            /// Every code, for the documentation and its test.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The text on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// What kind of failure it is; decides the HTTP status.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind),* }
            }

            /// The sentence a person reads when the place that refuses has nothing more exact to say.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),* }
            }
        }
    };
}

codes! {
    ValidationFailed = "VALIDATION_FAILED", Invalid, "Some fields are not valid.";
    MalformedRequest = "MALFORMED_REQUEST", Invalid, "The request can't be read.";
    MalformedJson = "MALFORMED_JSON", Invalid, "The body is not the JSON that this endpoint expects.";
    MalformedId = "MALFORMED_ID", Invalid, "The id is not a UUID.";
    MalformedCursor = "MALFORMED_CURSOR", Invalid, "The cursor was not issued by this list.";
    IdempotencyKeyRequired = "IDEMPOTENCY_KEY_REQUIRED", Invalid, "This request moves money: send an Idempotency-Key header.";
    IdempotencyKeyMalformed = "IDEMPOTENCY_KEY_MALFORMED", Invalid, "Idempotency-Key must be 1 to 255 visible ASCII characters.";
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED", Unprocessable, "This Idempotency-Key was used with another request.";
    Unauthenticated = "UNAUTHENTICATED", Unauthenticated, "Sign in first.";
    SessionEnded = "SESSION_ENDED", Unauthenticated, "This session has ended; sign in again.";
    InvalidCredentials = "INVALID_CREDENTIALS", Unauthenticated, "E-mail or password is wrong.";
    SecondFactorWrong = "SECOND_FACTOR_WRONG", Unauthenticated, "This code is wrong, was used before, or is too old.";
    LinkInvalid = "LINK_INVALID", Unauthenticated, "This link is not valid any more: it was used, or it is too old. Ask for a new one.";
    PasskeyRefused = "PASSKEY_REFUSED", Unauthenticated, "This passkey was not accepted.";
    IdentityRefused = "IDENTITY_REFUSED", Unauthenticated, "The other service did not confirm who you are; try again.";
    TelegramRefused = "TELEGRAM_REFUSED", Unauthenticated, "Telegram's sign-in data is not valid, too old, or was used before.";
    ApiKeyInvalid = "API_KEY_INVALID", Unauthenticated, "This API key is not valid: it is unknown, expired or revoked.";
    TokenInvalid = "TOKEN_INVALID", Unauthenticated, "Send the access token of your order as: Authorization: Bearer <token>.";
    UnitsSpent = "UNITS_SPENT", Spent, "All units that were bought are used, or what is left doesn't cover another call.";
    RefreshTokenInvalid = "REFRESH_TOKEN_INVALID", Unauthenticated, "This refresh token is not valid any more; sign in again.";
    RefreshTokenReused = "REFRESH_TOKEN_REUSED", Unauthenticated, "This refresh token was used twice, so the whole session was ended. Sign in again.";
    SignatureInvalid = "SIGNATURE_INVALID", Unauthenticated, "The signature does not match the body.";
    SignatureExpired = "SIGNATURE_EXPIRED", Unauthenticated, "The signature's timestamp is too far from now.";
    Forbidden = "FORBIDDEN", Forbidden, "You may not do this.";
    RoleRequired = "ROLE_REQUIRED", Forbidden, "Your account does not have the role that this needs.";
    NotAParty = "NOT_A_PARTY", Forbidden, "Only a party of the deal may do this.";
    FourEyes = "FOUR_EYES", Forbidden, "A second person must approve this: not the one who asked, and not a party of the deal.";
    OwnRequest = "OWN_REQUEST", Forbidden, "You can't make an offer on your own request.";
    OwnListing = "OWN_LISTING", Forbidden, "You can't buy from your own listing.";
    StepUpRequired = "STEP_UP_REQUIRED", Forbidden, "Prove again that it is you, with your password, a code or a passkey (/api/auth/step-up), then repeat this.";
    FactorNeeded = "FACTOR_NEEDED", Forbidden, "Your role needs an authenticator app or a passkey: set one up in your account. With a passkey, sign in by it.";
    ApiKeyScope = "API_KEY_SCOPE", Forbidden, "This API key may not do that.";
    ApiKeyNetwork = "API_KEY_NETWORK", Forbidden, "This API key may not be used from this address.";
    ImpersonationReadsOnly = "IMPERSONATION_READS_ONLY", Forbidden, "Whoever looks through another person's eyes may look, not act.";
    SecondFactorRequired = "SECOND_FACTOR_REQUIRED", Forbidden, "A password alone is not enough for this account: send the code of its authenticator app, or use a passkey.";
    TokenRevoked = "TOKEN_REVOKED", Forbidden, "This access token was revoked, or its order was refunded or is on hold.";
    TokenExpired = "TOKEN_EXPIRED", Forbidden, "This access token has expired.";
    CsrfRefused = "CSRF_REFUSED", Forbidden, "The request came from another site.";
    AccountSuspended = "ACCOUNT_SUSPENDED", Forbidden, "This account is suspended.";
    NotFound = "NOT_FOUND", NotFound, "There is nothing here.";
    MethodNotAllowed = "METHOD_NOT_ALLOWED", MethodNotAllowed, "This address does not take that method.";
    Conflict = "CONFLICT", Conflict, "Somebody else changed this first.";
    EmailTaken = "EMAIL_TAKEN", Conflict, "There is already an account with this e-mail address.";
    IdentityTaken = "IDENTITY_TAKEN", Conflict, "That account is linked to somebody here already.";
    EmailKnown = "EMAIL_KNOWN", Conflict, "There is an account with that e-mail address already: sign in to it, then link the other one in your settings.";
    LastWayIn = "LAST_WAY_IN", Conflict, "This is your only way to sign in; set up another one first.";
    TotpAlreadyOn = "TOTP_ALREADY_ON", Conflict, "An authenticator app is set up already; remove it first.";
    TooMany = "TOO_MANY", Conflict, "You have as many of these as there can be; remove one first.";
    MoneyRemains = "MONEY_REMAINS", Conflict, "There are deals or money in this account still; settle them first.";
    ListingClosed = "LISTING_CLOSED", Conflict, "This listing is not on sale.";
    SoldOut = "SOLD_OUT", Conflict, "Fewer units are left than you asked for.";
    TooManyUnpaid = "TOO_MANY_UNPAID", Conflict, "You have several unpaid orders of this listing: pay or cancel one first.";
    PriceChanged = "PRICE_CHANGED", Conflict, "The price is not what you were shown; look again.";
    ProbeFailed = "PROBE_FAILED", Conflict, "The test call did not answer as the listing says it should.";
    SecretRefused = "SECRET_REFUSED", Conflict, "This secret can't be opened: it is not what was sealed for this place.";
    AlreadyRated = "ALREADY_RATED", Conflict, "You have rated this order already.";
    ActionNotAllowed = "ACTION_NOT_ALLOWED", Conflict, "The order's state does not allow this.";
    RequestClosed = "REQUEST_CLOSED", Conflict, "This request is not open any more.";
    OfferExists = "OFFER_EXISTS", Conflict, "You already have an offer on this request; revise it instead.";
    OfferClosed = "OFFER_CLOSED", Conflict, "This offer is not open any more.";
    OfferChanged = "OFFER_CHANGED", Conflict, "The offer was revised since you last saw it; look again.";
    OwnRevision = "OWN_REVISION", Conflict, "You proposed the latest terms yourself; the other side must accept them.";
    PaymentInProgress = "PAYMENT_IN_PROGRESS", Conflict, "A payment for this order is already on its way.";
    AssetNotPayable = "ASSET_NOT_PAYABLE", Conflict, "This order can't be paid in that asset.";
    AmountTooLarge = "AMOUNT_TOO_LARGE", Conflict, "The amount is more than what is held.";
    InsufficientFunds = "INSUFFICIENT_FUNDS", Conflict, "The balance does not cover this.";
    ExceptionClosed = "EXCEPTION_CLOSED", Conflict, "This case is settled already.";
    PayoutClosed = "PAYOUT_CLOSED", Conflict, "This payout can't be changed any more.";
    PayoutMismatch = "PAYOUT_MISMATCH", Conflict, "The signed transaction is not the one that was built for this payout.";
    ReleaseHold = "RELEASE_HOLD", Conflict, "Money on this order is held; the order says why. It goes on when that is settled.";
    NoPayoutAddress = "NO_PAYOUT_ADDRESS", Conflict, "There is no payout address for this network.";
    NameTaken = "NAME_TAKEN", Conflict, "This name is taken.";
    PayloadTooLarge = "PAYLOAD_TOO_LARGE", TooLarge, "The body is too large.";
    FileRefused = "FILE_REFUSED", Unprocessable, "This file is not of a kind that is accepted here.";
    PasswordRefused = "PASSWORD_REFUSED", Unprocessable, "This password is too easy to guess or has been in a leak; choose another.";
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", UnsupportedMedia, "Send application/json.";
    RequestTimeout = "REQUEST_TIMEOUT", Timeout, "The request took too long.";
    RateLimited = "RATE_LIMITED", TooMany, "Too many requests; wait a moment.";
    UpstreamFailed = "UPSTREAM_FAILED", BadGateway, "The seller's service could not be reached or broke off. The call was not billed.";
    UpstreamTimeout = "UPSTREAM_TIMEOUT", GatewayTimeout, "The seller's service did not answer in time. The call was not billed.";
    CardRailUnavailable = "CARD_RAIL_UNAVAILABLE", Unavailable, "The card payment service can't be reached right now; try again shortly.";
    FilesUnavailable = "FILES_UNAVAILABLE", Unavailable, "Files can't be reached right now; try again shortly.";
    NotConfigured = "NOT_CONFIGURED", Unavailable, "This instance is not set up for that.";
    ChainUnavailable = "CHAIN_UNAVAILABLE", Unavailable, "The chain can't be reached right now; try again shortly.";
    DatabaseUnavailable = "DATABASE_UNAVAILABLE", Unavailable, "The database can't be reached right now; try again shortly.";
    ShuttingDown = "SHUTTING_DOWN", Unavailable, "The server is restarting; try again shortly.";
    Internal = "INTERNAL", Internal, "Something went wrong on our side. It was logged under this request's id.";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_unique_capitals_with_a_sentence() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code:?} twice");
            assert!(code.as_str().bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
            assert!(code.sentence().ends_with('.'));
        }
    }
}

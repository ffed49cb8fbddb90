//! What an export holds, section by section, and what of the tables it leaves out and why. A test holds both to the database's columns.
//!
//! Of the other side of a deal a section shows the id and the name, nothing else. Nothing that proves who somebody is, is in it.

/// One section of an export.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its name in the document.
    pub name: &'static str,
    /// The columns (`table.column`) by which its rows are found to be the person's.
    pub by: &'static [&'static str],
    /// Its rows; `$1` is the person's id.
    pub query: &'static str,
}

/// A column that says whose a row is, and that no section follows.
#[derive(Clone, Copy, Debug)]
pub struct Exclusion {
    /// `table.column`.
    pub column: &'static str,
    /// Why not.
    pub reason: &'static str,
}

macro_rules! sections {
    ($($name:literal by [$($by:literal),*]: $query:literal;)*) => {
        /// Every section, in the document's order.
        pub const EXPORTED: &[Section] = &[$(Section { name: $name, by: &[$($by),*], query: $query }),*];
    };
}

sections! {
    "account" by []:
        "select id, email, display_name, about, avatar, language, currency, channels, status, suspended_reason, created_at,
                password_hash is not null as has_password from users where id = $1";
    "roles" by ["user_roles.user_id"]: "select role, granted_at from user_roles where user_id = $1";
    "sessions" by ["sessions.user_id"]:
        "select id, kind, name, signed_in_by, user_agent, client, created_at, last_used_at, expires_at, revoked_at, revoked_because
         from sessions where user_id = $1 order by created_at";
    "links" by ["links.user_id"]: "select purpose, email, client, created_at, expires_at from links where user_id = $1";
    "passkeys" by ["passkeys.user_id"]: "select id, name, created_at, last_used_at from passkeys where user_id = $1";
    "authenticatorApp" by ["totp.user_id"]: "select created_at, confirmed_at from totp where user_id = $1";
    "recoveryCodes" by ["recovery_codes.user_id"]: "select used_at from recovery_codes where user_id = $1";
    "identities" by ["identities.user_id"]: "select provider, subject, label, linked_at, last_used_at from identities where user_id = $1";
    "apiKeys" by ["api_keys.user_id"]:
        "select k.name, k.prefix, k.scopes, k.allowed_networks, k.per_minute, k.created_at, k.expires_at, k.last_used_at, k.last_used_from,
                s.revoked_at
         from api_keys k join sessions s on s.id = k.session_id where k.user_id = $1";
    "addresses" by ["addresses.user_id"]:
        "select label, recipient, line1, line2, city, region, postal_code, country, phone, is_default, created_at
         from addresses where user_id = $1";
    "files" by ["files.owner"]:
        "select id, purpose, name, content_type, bytes, width, height, created_at, deleted_at from files where owner = $1";
    "filesInDeals" by ["order_files.added_by"]: "select order_id, file_id, note, added_at from order_files where added_by = $1";
    "filesInRequests" by []:
        "select a.request_id, a.file_id from request_files a join purchase_requests r on r.id = a.request_id where r.buyer_id = $1
         order by a.request_id, a.position";
    "payoutAddresses" by ["payout_addresses.user_id"]:
        "select chain_id, '0x' || encode(address, 'hex') as address, changed_at from payout_addresses where user_id = $1";
    "payoutPreferences" by ["payout_preferences.user_id"]: "select automatic, changed_at from payout_preferences where user_id = $1";
    "cardAccount" by ["card_accounts.user_id"]:
        "select account_id, transfers_active, waiting_for, created_at from card_accounts where user_id = $1";
    "feeRules" by ["fee_rules.seller_id"]:
        "select category_id, percent_bps, fixed, minimum, maximum, payer from fee_rules where seller_id = $1";
    "shop" by ["shops.owner_id"]: "select slug, name, about, logo, on_break, created_at, updated_at from shops where owner_id = $1";
    "templates" by ["templates.owner_id"]:
        "select kind, name, body, price, currency, delivery_days, inspection_days, created_at, updated_at
         from templates where owner_id = $1 order by kind, name";
    "requests" by ["purchase_requests.buyer_id"]:
        "select id, category_id, title, description, budget_min, budget_max, currency, deadline_at, status, created_at, updated_at
         from purchase_requests where buyer_id = $1 order by created_at";
    "offers" by ["offers.seller_id"]:
        "select id, request_id, status, revision, order_id, created_at, updated_at from offers where seller_id = $1 order by created_at";
    "offerRevisions" by ["offer_revisions.author_id"]:
        "select offer_id, revision, author, price, currency, delivery_days, inspection_days, message, milestones, created_at
         from offer_revisions where author_id = $1 order by created_at";
    "listings" by ["listings.seller_id"]:
        "select id, category_id, service_name, description, unit_description, price_per_unit, currency, fulfilment, status, moderation,
                moderation_note, available_units, sold_units, min_units, max_units, gateway, probe, sales, score, created_at, updated_at
         from listings where seller_id = $1 order by created_at";
    "ordersBought" by ["orders.buyer_id"]:
        "select o.id, o.title, o.terms, o.price, o.currency, o.state, o.paid_in, o.released, o.refunded, o.created_at, o.updated_at,
                o.seller_id as other_id, u.display_name as other_name
         from orders o join users u on u.id = o.seller_id where o.buyer_id = $1 order by o.created_at";
    "ordersSold" by ["orders.seller_id"]:
        "select o.id, o.title, o.terms, o.price, o.currency, o.state, o.paid_in, o.released, o.fee_taken, o.refunded, o.created_at, o.updated_at,
                o.buyer_id as other_id, u.display_name as other_name
         from orders o join users u on u.id = o.buyer_id where o.seller_id = $1 order by o.created_at";
    "deliveries" by []:
        "select d.order_id, d.milestone, d.note, d.tracking, d.created_at
         from order_deliveries d join orders o on o.id = d.order_id where o.seller_id = $1 order by d.created_at";
    "actions" by ["order_timeline.actor_id"]:
        "select t.order_id, t.at, t.actor, t.action, t.from_state, t.to_state, t.detail
         from order_timeline t join orders o on o.id = t.order_id
         where t.actor_id = $1 and (o.buyer_id = $1 or o.seller_id = $1) order by t.at";
    "ratingsGiven" by ["order_ratings.rater_id"]:
        "select order_id, stars, comment, created_at, revealed_at from order_ratings where rater_id = $1";
    "ratingsReceived" by ["order_ratings.rated_id"]:
        "select r.order_id, r.stars, r.comment, r.created_at, r.rater_id as other_id, u.display_name as other_name
         from order_ratings r join users u on u.id = r.rater_id where r.rated_id = $1 and r.announced_at is not null";
    "purchases" by ["purchases.buyer_id", "purchases.seller_id"]:
        "select p.order_id, p.listing_id, case when p.buyer_id = $1 then 'buyer' else 'seller' end as side, p.units, p.unit_price, p.state,
                p.returned_units, p.created_at
         from purchases p join orders o on o.id = p.order_id where o.buyer_id = $1 or o.seller_id = $1";
    "tokens" by ["tokens.buyer_id"]:
        "select id, order_id, listing_id, fulfilment, units, used_units, state, ended_because, expires_at, created_at
         from tokens where buyer_id = $1 order by created_at";
    "reveals" by ["token_reveals.user_id"]:
        "select r.token_id, r.at, r.client from token_reveals r join tokens t on t.id = r.token_id where t.buyer_id = $1 and r.user_id = $1";
    "calls" by []:
        "select c.token_id, c.at, c.method, c.path, c.units, c.outcome, c.status, c.duration_ms
         from usage_records c join tokens t on t.id = c.token_id where t.buyer_id = $1 order by c.token_id, c.at";
    "payments" by ["payments.buyer_id"]:
        "select p.id, p.order_id, p.rail, p.asset_id, p.amount, p.fee, p.received, p.status, '0x' || encode(p.refund_address, 'hex') as refund_address,
                c.session_id as card_session, c.captured as card_captured, p.created_at, p.updated_at
         from orders o join payments p on p.order_id = o.id left join card_payments c on c.payment_id = p.id where o.buyer_id = $1";
    "deposits" by []:
        "select d.payment_id, d.chain_id, '0x' || encode(d.tx_hash, 'hex') as tx_hash, '0x' || encode(d.sender, 'hex') as sender, d.amount,
                d.status, d.detected_at, d.confirmed_at
         from orders o join payments p on p.order_id = o.id join deposits d on d.payment_id = p.id where o.buyer_id = $1";
    "irregularPayments" by []:
        "select c.kind, c.status, c.order_id, c.asset_id, c.amount, c.opened_at, c.settled_at
         from orders o join payments p on p.order_id = o.id join exception_cases c on c.payment_id = p.id where o.buyer_id = $1";
    "payouts" by ["payouts.user_id"]:
        "select id, kind, order_id, asset_id, chain_id, amount, '0x' || encode(to_address, 'hex') as to_address, card_target, card_reference, state,
                '0x' || encode(tx_hash, 'hex') as tx_hash, created_at, confirmed_at
         from payouts where user_id = $1 order by created_at";
    "balances" by ["ledger_accounts.owner"]:
        "select purpose, asset_id, balance, opened_at from ledger_accounts where owner = 'user:' || $1::uuid";
    "bookings" by []:
        "select e.transaction_id, t.kind, t.reference, a.purpose, a.asset_id, e.amount, e.balance_after, e.recorded_at
         from ledger_accounts a join ledger_entries e on e.account_id = a.id join ledger_transactions t on t.id = e.transaction_id
         where a.owner = 'user:' || $1::uuid order by a.id, e.recorded_at, e.id";
    "notifications" by ["notifications.user_id"]:
        "select kind, title, body, link, read_at, created_at from notifications where user_id = $1 order by created_at";
    "log" by ["audit_log.actor"]:
        "select at, action, subject_kind, subject, client, before, after from audit_log
         where actor = $1 and impersonator is null and subject_kind = 'user' and subject = $1::text order by at";
    "doneByOthers" by []:
        "select at, action from audit_log where subject_kind = 'user' and subject = $1::text and actor is distinct from $1 order by at";
}

macro_rules! exclusions {
    ($($column:literal: $reason:literal;)*) => {
        /// What no section follows.
        pub const NOT_EXPORTED: &[Exclusion] = &[$(Exclusion { column: $column, reason: $reason }),*];
    };
}

exclusions! {
    "ceremonies.user_id": "a challenge that lives for minutes, and a secret until it is answered";
    "oidc_flows.user_id": "a sign-in that is away at a provider for minutes; its verifier is a secret";
    "sign_in_tickets.user_id": "the hash of a secret, for minutes";
    "siwe_nonces.user_id": "the hash of a secret, for minutes";
    "idempotency_keys.owner": "repeats of answers, for a month; what they say is in the other sections";
    "sealed_secrets.owner_id": "secrets are shown one by one, after a fresh proof, where they belong: in listings and tokens";
    "tokens.seller_id": "the buyer's; what was sold is in purchases";
    "sessions.impersonator": "which accounts an administrator looked at is those people's; they are told";
    "audit_log.impersonator": "as the administrator's doing it is other people's data";
    "payouts.requested_by": "one's own are found as payouts; for others' money it is an office that acted";
    "payouts.decided_by": "an office that acted on other people's money";
    "sweeps.decided_by": "an office that acted on the platform's money";
    "exception_cases.proposed_by": "an office that acted on other people's money";
    "exception_cases.settled_by": "an office that acted on other people's money";
    "approval_thresholds.changed_by": "an office that set a limit";
}

//! Stripe's words for how things stand. One that we don't know is `Unknown`, which means: wait.

use serde::Deserialize;

/// `status!`: an enum of Stripe's words, with `Unknown` for those to come.
macro_rules! status {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A word that this program doesn't know: neither yes nor no.
            #[default]
            #[serde(other)]
            Unknown,
        }
    };
}

status!(
    /// Where a session is.
    SessionStatus {
        /// Waiting for the customer.
        Open,
        /// The customer is done; whether money came is [`PaymentStatus`].
        Complete,
        /// Too late to pay.
        Expired,
    }
);

status!(
    /// Whether a session's money came.
    PaymentStatus {
        /// It did.
        Paid,
        /// Not yet: open, or a bank debit on its way, or declined.
        Unpaid,
        /// Nothing was to be paid.
        NoPaymentRequired,
    }
);

status!(
    /// Where a payment is.
    IntentStatus {
        /// Nothing chosen, or declined.
        RequiresPaymentMethod,
        /// Not confirmed.
        RequiresConfirmation,
        /// The customer has to do something.
        RequiresAction,
        /// On its way, for bank debits over days.
        Processing,
        /// Held on the card.
        RequiresCapture,
        /// Given up.
        Canceled,
        /// Paid.
        Succeeded,
    }
);

status!(
    /// Where a charge is.
    ChargeStatus {
        /// Paid.
        Succeeded,
        /// On its way.
        Pending,
        /// Declined.
        Failed,
    }
);

status!(
    /// Where a refund is.
    RefundStatus {
        /// On its way.
        Pending,
        /// The customer has to do something.
        RequiresAction,
        /// On the customer's statement soon; may still fail later.
        Succeeded,
        /// Came back: the money is in our balance again.
        Failed,
        /// Stopped before it was on its way.
        Canceled,
    }
);

status!(
    /// Where a dispute is.
    DisputeStatus {
        /// An inquiry to answer; no money was taken.
        WarningNeedsResponse,
        /// Answered inquiry.
        WarningUnderReview,
        /// Inquiry that came to nothing.
        WarningClosed,
        /// To answer; the money is taken.
        NeedsResponse,
        /// Answered.
        UnderReview,
        /// The money came back to us.
        Won,
        /// It did not.
        Lost,
    }
);

status!(
    /// Whether an account may do something.
    Capability {
        /// It may.
        Active,
        /// It may not, or not any more.
        Inactive,
        /// Stripe is looking.
        Pending,
    }
);

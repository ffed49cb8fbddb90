//! The whole platform: journeys on real parts, faults, the route table, and the tidiness of the tree.

mod attacks;
mod attacks_goods;
mod cards;
mod clock;
mod contract;
mod crowd;
mod edges;
mod faults;
mod gdpr;
mod goods;
mod input;
mod journeys;
mod limits;
mod letters;
mod metering;
mod money;
mod openapi;
mod power;
mod probe;
mod protocol;
mod realtime;
mod routes;
mod secrets;
mod stage;
mod step_up;
mod webhooks;

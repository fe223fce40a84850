#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod acs;
mod chaos;
mod chat;
mod clock;
mod contentsafety;
mod control;
pub mod dev;
mod entra;
mod eventgrid;
pub mod host;
mod journal;
mod jwt;
mod listener;
mod oidc;
mod queues;
mod rng;
mod service;
mod simulator;
mod sms;
mod steering;
mod tls;
mod traffic;
mod vault;
mod webhooks;
mod world;

pub use self::{
    acs::{IdentityRecord, TokenRefusal, UserToken, Which},
    chaos::Chaos,
    chat::{
        Chat, ChatDraft, ChatError, ChatFormat, ChatMessage, ChatMessageKind, ChatParticipant,
        ChatRetention, ChatSettings, ChatStay, ChatThread, ChatUser,
    },
    clock::Clock,
    contentsafety::{Harm, HarmCategory},
    eventgrid::{
        Attempt, Delivery, DeliveryState, EventChaos, PublishedEvent, Retries, Schema, Tried,
    },
    journal::Call,
    oidc::Login,
    queues::{Queues, StorageError, StoredMessage},
    service::Service,
    simulator::{ManagedIdentity, Options, Simulator, StartError},
    sms::{By, DeliveryStatus, Number, NumberType, Phone, PhoneDelivery, Refusal, Spelling, Text},
    webhooks::Webhook,
    world::Reset,
};

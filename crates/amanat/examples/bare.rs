//! The least that an axum server can do, to compare with (`bench/listing`): two routes that answer the bytes of two files.
//!
//! `bare <port> <file of /list> <file of /item>`

use axum::{Router, body::Bytes, http::header, routing::get};
use std::{error::Error, fs, net::Ipv4Addr};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().ok_or("which port?")?.parse()?;
    let mut answer = || -> Result<_, Box<dyn Error>> {
        let body = Bytes::from(fs::read(args.next().ok_or("which file?")?)?);
        Ok(get(async || ([(header::CONTENT_TYPE, "application/json")], body)))
    };
    let app = Router::new().route("/list", answer()?).route("/item", answer()?);
    Ok(axum::serve(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?, app).await?)
}

//! Creates a user with a token, issues a second one, and deletes the user again.
//!
//! ```sh
//! cargo run -p acs --example token -- 'endpoint=https://…;accesskey=…'
//! ```

#![expect(clippy::print_stdout, reason = "this is a command-line tool")]

use std::error::Error;

use acs::{
    ConnectionString,
    identity::{IdentityClient, TokenLifetime, TokenScope},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let text = std::env::args()
        .nth(1)
        .ok_or("the argument is a connection string")?;
    let ConnectionString {
        endpoint,
        access_key,
    } = text.parse()?;
    let client = IdentityClient::new(endpoint, access_key, None)?;

    let scopes = [TokenScope::Chat, TokenScope::Voip];
    let created = client.create_user_and_token(&scopes, None).await?;
    println!("user   {}", created.user.id);
    println!(
        "token  {} bytes, until {}",
        created.token.token.secret().len(),
        created.token.expires_on
    );

    let narrow = [TokenScope::ChatJoinLimited];
    let token = client
        .issue_token(&created.user.id, &narrow, Some(TokenLifetime::MIN))
        .await?;
    println!(
        "token  {} bytes, until {}",
        token.token.secret().len(),
        token.expires_on
    );

    client.delete_user(&created.user.id).await?;
    println!("deleted");
    Ok(())
}

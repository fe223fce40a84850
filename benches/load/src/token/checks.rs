//! Before anything is measured: both servers let the same callers in and give them the same.

use serde_json::{Value, json};

use crate::{
    connection::Connection,
    error::Error,
    issuer::{AUDIENCE, Issuer},
    process::Server,
    requests::get,
    token::users::Users,
};

/// A request, and the status that every server must give it.
struct Case {
    what: &'static str,
    path: &'static str,
    authorization: Option<String>,
    status: u16,
}

/// Fails with the first difference.
pub(crate) async fn same(servers: [&Server; 2], users: &Users<'_>) -> Result<(), Error> {
    let cases = cases(users)?;
    for case in &cases {
        let [(status, answer), (_, other)] =
            [ask(servers[0], case).await?, ask(servers[1], case).await?];
        if status == 200 && answer != other {
            return Err(Error::Different {
                server: servers[1].name.to_owned(),
                difference: format!("{}: {other}, not {answer}", case.what),
            });
        }
    }
    Ok(())
}

/// The status, and what a caller gets with it, with the user's id written `<id>`.
async fn ask(server: &Server, case: &Case) -> Result<(u16, Value), Error> {
    let headers: Vec<_> = case
        .authorization
        .iter()
        .map(|value| ("authorization", value.as_str()))
        .collect();
    let request = get(case.path, 0, &headers);
    let asked = async {
        let mut connection = Connection::open(server.port).await?;
        let status = connection.ask(&request).await?;
        Ok((status, connection))
    };
    let (status, connection) = asked.await.map_err(Error::system(server.name))?;
    let body = String::from_utf8_lossy(connection.body()).into_owned();
    if status != case.status {
        return Err(Error::Different {
            server: server.name.to_owned(),
            difference: format!("{}: {status}, not {}: {body}", case.what, case.status),
        });
    }
    let parsed: Value = serde_json::from_str(&body).unwrap_or_default();
    let id = parsed
        .pointer("/user/id")
        .and_then(Value::as_str)
        .unwrap_or("no id");
    let body: Value = serde_json::from_str(&body.replace(id, "<id>")).unwrap_or_default();
    let no_store = connection
        .head()
        .contains("\r\ncache-control: no-store\r\n");
    Ok((status, json!({ "body": body, "no-store": no_store })))
}

/// The object with one member set.
fn replaced(object: &Value, name: &str, value: Value) -> Value {
    let mut members = object.as_object().cloned().unwrap_or_default();
    members.insert(name.to_owned(), value);
    members.into()
}

fn cases(users: &Users<'_>) -> Result<Vec<Case>, Error> {
    let honest = users.claims(0);
    let with = |name, value| replaced(&honest, name, value);
    let titled = |name, value| replaced(&Issuer::header(), name, value);
    let bearer = |header: &Value, claims: &Value| {
        let token = users.issuer.sign(header, claims)?;
        Ok::<_, Error>(Some(format!("Bearer {token}")))
    };
    let header = Issuer::header();
    let hour = 3600;
    let now = users.now.unix_timestamp();
    let mut cases = Vec::new();
    let mut case = |what, path, status, authorization| {
        cases.push(Case {
            what,
            path,
            authorization,
            status,
        });
    };

    case("a user", "/token", 200, bearer(&header, &honest)?);
    case("the same user", "/token", 200, bearer(&header, &honest)?);
    case(
        "fewer scopes",
        "/token?scope=chat",
        200,
        bearer(&header, &honest)?,
    );
    let audiences = with("aud", json!(["another", AUDIENCE]));
    case("two audiences", "/token", 200, bearer(&header, &audiences)?);
    let guest = with("roles", json!(["guest"]));
    case(
        "a guest",
        "/token?scope=voip.join",
        200,
        bearer(&header, &guest)?,
    );
    case(
        "too much",
        "/token?scope=voip",
        403,
        bearer(&header, &guest)?,
    );
    case(
        "no such scope",
        "/token?scope=fax",
        400,
        bearer(&header, &honest)?,
    );

    case("no token", "/token", 401, None);
    case("not a bearer", "/token", 401, Some("Basic YTpi".to_owned()));
    case("garbled", "/token", 401, Some("Bearer a.b.c".to_owned()));
    let mut broken = bearer(&header, &honest)?;
    if let Some(token) = &mut broken {
        token.truncate(token.len() - 8);
        token.push_str("AAAAAAAA");
    }
    case("a broken signature", "/token", 401, broken);
    let expired = with("exp", json!(now - hour));
    case("expired", "/token", 401, bearer(&header, &expired)?);
    let early = with("nbf", json!(now + hour));
    case("not yet", "/token", 401, bearer(&header, &early)?);
    let eternal = with("exp", Value::Null);
    case("without an end", "/token", 401, bearer(&header, &eternal)?);
    let foreign = with("iss", json!("https://elsewhere.example"));
    case(
        "a foreign issuer",
        "/token",
        401,
        bearer(&header, &foreign)?,
    );
    let another = with("aud", json!("another"));
    case("for another app", "/token", 401, bearer(&header, &another)?);
    let unsigned = titled("alg", json!("none"));
    case("alg none", "/token", 401, bearer(&unsigned, &honest)?);
    let symmetric = titled("alg", json!("HS256"));
    case("alg HS256", "/token", 401, bearer(&symmetric, &honest)?);
    let unknown = titled("kid", json!("unknown"));
    case("an unknown key", "/token", 401, bearer(&unknown, &honest)?);
    let jku = titled("jku", json!("https://elsewhere.example/jwks"));
    case("with jku", "/token", 401, bearer(&jku, &honest)?);
    Ok(cases)
}

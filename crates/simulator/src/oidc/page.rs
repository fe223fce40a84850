//! The login page. There is no password: whoever sits at this machine is whoever they say.

use super::authorize::Authorization;

/// Markup of the page with the request's parameters as hidden fields.
pub(crate) fn login(request: &Authorization) -> String {
    let mut hidden = String::new();
    for (name, value) in request.fields() {
        let value = escape(value);
        hidden.extend([
            "<input type=\"hidden\" name=\"",
            name,
            "\" value=\"",
            &value,
            "\">\n",
        ]);
    }
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in · simulator</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 12vh auto; padding: 0 1rem }}
label {{ display: block; margin: .8rem 0 }}
input:not([type=hidden]) {{ display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .4rem }}
button {{ font: inherit; padding: .5rem 1.5rem; margin-top: .8rem }}
</style>
<h1>Sign in</h1>
<p>The simulator signs in anybody. <b>{client}</b> asks.</p>
<form method="post" action="authorize">
{hidden}
<label>User (sub) <input name="sub" value="alice" required autofocus></label>
<label>Name <input name="name" value="Alice"></label>
<label>Roles, separated by spaces <input name="roles" value=""></label>
<button>Sign in</button>
</form>
"#,
        client = escape(&request.client_id),
    )
}

/// Text that stays text inside an element or a quoted attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

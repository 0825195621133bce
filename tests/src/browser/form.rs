//! The forms of a page: their address, their fields, and their buttons.
//!
//! Enough of HTML for the pages of the practice accounts and of a real Rails: attributes in double quotes, no script.
//! Nothing here knows the purpose of a form.

/// One form of a page.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// The address that it is sent to.
    pub action: String,
    /// Its hidden fields and the values of the others, in order.
    pub fields: Vec<(String, String)>,
    /// Whether it wants a password.
    pub wants_password: bool,
    /// The buttons that send it.
    pub buttons: Vec<Button>,
}

/// A button that sends a form.
#[derive(Debug)]
pub(super) struct Button {
    /// Its id, or else its text, in lower case.
    pub mark: String,
    name: String,
    value: String,
}

/// Every form of a page.
pub(super) fn forms(html: &str) -> Vec<Form> {
    html.split("<form").skip(1).filter_map(|form| form.split("</form>").next()).map(read).collect()
}

fn read(html: &str) -> Form {
    let mut form = Form { action: attribute(html.split('>').next().unwrap_or_default(), "action"), ..Form::default() };
    for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
        let (name, value) = (attribute(tag, "name"), attribute(tag, "value"));
        match (tag.split_whitespace().next(), attribute(tag, "type").as_str()) {
            (Some("button"), _) | (Some("input"), "submit") => {
                let id = attribute(tag, "id");
                let mark = if id.is_empty() { &value } else { &id }.to_lowercase();
                form.buttons.push(Button { mark, name, value });
            }
            (Some("input"), "password") => form.wants_password = true,
            (Some("input"), _) if !name.is_empty() => form.fields.push((name, value)),
            _ => {}
        }
    }
    form
}

impl Form {
    /// The body that is sent when the button of this mark is pressed, with these fields filled in.
    pub fn sent(&self, mark: &str, filled: &[(&str, &str)]) -> String {
        let pressed = self.buttons.iter().find(|button| button.mark == mark);
        let kept = self.fields.iter().filter(|(name, _)| filled.iter().all(|(other, _)| other != name));
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .extend_pairs(filled)
            .extend_pairs(pressed.map(|button| (&button.name, &button.value)))
            .finish()
    }
}

/// The value of an attribute, without its escapes; empty where there is none.
fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

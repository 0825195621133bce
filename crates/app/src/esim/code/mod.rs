//! The activation code of a SIM, for the counter: as a QR code, as text, and as a file.
//!
//! It is asked for when it is shown, behind a look at the SIM, because a used code looks like a new one. It is never
//! stored or logged. The QR code holds the text of SGP.22, built from server and matching id.

mod file;

pub use file::CodeFile;

use airtill_apis::truphone::SimStatus;
use airtill_contract::{ActivationCodeView, ErrorCode, SaveActivationCode};
use airtill_domain::{Iccid, Secret};
use qrcode::{EcLevel, QrCode};
use url::form_urlencoded;

use super::Esim;
use super::requests::RequestIds;
use super::sims::iccid;
use crate::{TillError, view};

/// A page of Apple and one of Android that hand a code to the device that opens them. Both are conveniences beside the
/// code: sources differ about the versions that know them.
const APPLE: &str = "https://esimsetup.apple.com/esim_qrcode_provisioning";
const ANDROID: &str = "https://esimsetup.android.com/esim_qrcode_provisioning";

impl Esim {
    /// The activation code of a SIM, after looking it up. Where it cannot be installed there is none.
    ///
    /// # Errors
    /// `BadIccid`, `NoActivationCode` where the service gives none, or by what the service or the network said.
    pub async fn activation_code(&self, typed: &str) -> Result<ActivationCodeView, TillError> {
        let iccid = iccid(typed)?;
        let iccid_ref = &iccid;
        let ask = |token, ids: RequestIds| async move { self.api.sim(&token, &ids.next_id(), iccid_ref).await };
        let (ids, sim) = self.ask(ask).await?;
        let status = sim.status.clone().unwrap_or(SimStatus::Other(String::new()));
        if status == SimStatus::Unavailable {
            return Ok(without_code(&iccid, &status));
        }
        let code = sim.activation.code().ok_or_else(|| ids.name(TillError::new(ErrorCode::NoActivationCode)))?;
        let text = code.text();
        Ok(ActivationCodeView {
            rows: rows(&text)?,
            server: Some(code.host().to_owned()),
            matching_id: Some(code.matching_id().expose().to_owned()),
            apple_link: Some(link(APPLE, &text)),
            android_link: Some(link(ANDROID, &text)),
            text: Some(text.expose().to_owned()),
            ..without_code(&iccid, &status)
        })
    }

    /// The activation code of a SIM as a file.
    ///
    /// # Errors
    /// As [`Esim::activation_code`], and `NoActivationCode` for a SIM that cannot be installed.
    pub async fn activation_code_file(&self, request: &SaveActivationCode) -> Result<CodeFile, TillError> {
        let code = self.activation_code(&request.iccid).await?;
        CodeFile::new(&code, request).ok_or(TillError::new(ErrorCode::NoActivationCode))
    }
}

fn without_code(iccid: &Iccid, status: &SimStatus) -> ActivationCodeView {
    ActivationCodeView {
        iccid: iccid.digits().to_owned(),
        status: view::sim_status(Some(status)),
        text: None,
        server: None,
        matching_id: None,
        rows: Vec::new(),
        apple_link: None,
        android_link: None,
    }
}

/// The modules of the QR code, row by row, without the quiet zone.
fn rows(text: &Secret) -> Result<Vec<String>, TillError> {
    // A quarter may be unreadable: glare, fingers, a cracked screen.
    let code = QrCode::with_error_correction_level(text.expose(), EcLevel::Q)
        .map_err(|_| TillError::new(ErrorCode::NoActivationCode))?;
    let row = |row: &[qrcode::Color]| row.iter().map(|module| module.select('1', '0')).collect();
    Ok(code.to_colors().chunks(code.width()).map(row).collect())
}

fn link(page: &str, text: &Secret) -> String {
    format!(
        "{page}?{}",
        form_urlencoded::Serializer::new(String::new()).append_pair("carddata", text.expose()).finish()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_as_a_square_with_its_three_corners() {
        let rows = rows(&Secret::new("LPA:1$rsp.truphone.com$QR-G-5C-KR-1WCD6GB".to_owned())).expect("it fits");
        let width = rows.len();
        assert!(width >= 21 && rows.iter().all(|row| row.len() == width), "{width}");
        for (row, column) in [(0, 0), (0, width - 7), (width - 7, 0)] {
            assert_eq!(&rows[row][column..column + 7], "1111111");
            assert_eq!(&rows[row + 1][column..column + 7], "1000001");
        }
    }

    #[test]
    fn a_link_carries_the_code_escaped() {
        let code = Secret::new("LPA:1$h.example$A&B=C".to_owned());
        assert_eq!(link(APPLE, &code), format!("{APPLE}?carddata=LPA%3A1%24h.example%24A%26B%3DC"));
    }
}

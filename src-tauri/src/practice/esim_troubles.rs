//! The practice service for eSIMs as the window's panel shows it.
//!
//! Its switches, and the customers and SIMs that cause something by themselves. All switches are off while it does not
//! run.

use airtill_app::TillError;
use airtill_contract::{ErrorCode, EsimSampleView, EsimTroubleView, EsimTroubles, SwitchEsimTrouble};
use airtill_practice::esim::{self, FOREIGN_ICCID, PracticeCustomer, PracticeEsim, Trouble};

use super::PracticeInside;

impl PracticeInside {
    /// The switches of the practice eSIM service; all off while it does not run.
    pub fn esim_troubles(&self) -> EsimTroubles {
        let on = |trouble: Trouble| {
            let switches = self.esim.get().map(PracticeEsim::switches).unwrap_or_default();
            switches.iter().any(|switch| switch.trouble == trouble && switch.on)
        };
        let row = |trouble: &Trouble| EsimTroubleView { code: trouble.code().to_owned(), on: on(*trouble) };
        let foreign = EsimSampleView { code: "foreign_iccid".into(), text: FOREIGN_ICCID.into(), is_iccid: true };
        EsimTroubles {
            rows: esim::troubles().iter().map(row).collect(),
            samples: esim::customers().iter().flat_map(samples).chain([foreign]).collect(),
        }
    }

    /// Switches one of them on or off.
    ///
    /// # Errors
    /// `NotFound`: there is no such trouble, or the practice eSIM service does not run.
    pub fn switch_esim_trouble(&self, request: &SwitchEsimTrouble) -> Result<EsimTroubles, TillError> {
        let trouble =
            Trouble::by_code(&request.code).ok_or_else(|| TillError::with(ErrorCode::NotFound, &request.code))?;
        let running = self.esim.get();
        let running =
            running.ok_or_else(|| TillError::with(ErrorCode::NotFound, "the practice eSIM service does not run"))?;
        if request.on {
            running.set_trouble(trouble, None);
        } else {
            running.end_trouble(trouble);
        }
        Ok(self.esim_troubles())
    }
}

/// The customer, and the SIM of that customer.
fn samples(customer: &PracticeCustomer) -> [EsimSampleView; 2] {
    let code = customer.trouble.map_or("all_well", Trouble::code).to_owned();
    [
        EsimSampleView { code: code.clone(), text: customer.identifier.to_owned(), is_iccid: false },
        EsimSampleView { code, text: customer.iccid.to_owned(), is_iccid: true },
    ]
}

//! The commands: one request type and one answer type each.
//!
//! Most requests stand here, with the few answers that are lists of what others define; those of the sign-in and of the
//! accounts stand with what they are about. The list of all commands at the end makes the permissions, the bindings and
//! the tests; a limit in a field's words is enforced behind the command.

use crate::*;

crossing! {
/// For commands that need nothing.
pub struct Empty {}

/// Reads a connection file for confirmation; nothing is stored yet.
pub struct ReadConnectionFile {
    /// The file's name without its folder, at most 255 characters.
    pub file_name: String,
    /// Its text, at most 64 KiB.
    pub text: String,
}

/// Stores a connection that was read and shown.
pub struct ConfirmImport {
    /// The token of the preview.
    pub token: String,
    /// Hosts besides the main one that the person said yes to.
    pub confirmed_hosts: Vec<String>,
    /// The client id that the administrator gave, where it is asked for; at most 256 characters. Absent: as before.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub client_id: Option<String>,
    /// The client secret that the operator of the service gave, at most 1,024 characters.
    pub client_secret: Option<InwardSecret>,
}

/// Changes which connection files wait for an answer.
pub struct LineUpImports {
    /// The tokens of previews that are to wait at the end of the line.
    pub add: Vec<String>,
    /// The token of the preview that was answered.
    pub done: Option<String>,
}

/// Names one connection.
pub struct ForConnection {
    pub connection: ConnectionKey,
}

/// Signs in by the password form.
pub struct SignInWithPassword {
    pub connection: ConnectionKey,
    /// At most 320 characters.
    pub username: String,
    /// At most 1,024 characters; used once and overwritten.
    pub password: InwardSecret,
}

/// Reports a page that could not be drawn.
pub struct WindowFailed {
    /// The kind of the error and the place in the program, at most 200 characters; nothing that was typed.
    pub what: String,
}

/// Where a failure of the window stands in the log.
pub struct NotedFailure {
    /// The reference for support.
    pub reference: String,
}

/// Checks a number while it is typed.
pub struct CheckNumber {
    /// The text of the field; more than 200 characters are no number.
    pub text: String,
}

/// Reads an amount while it is typed.
pub struct CheckAmount {
    /// The text of the field; more than 200 characters are no amount.
    pub text: String,
}

/// Checks an order and prepares its confirmation.
pub struct PrepareTopUp {
    /// The connection whose float pays.
    pub connection: ConnectionKey,
    /// As typed, at most 200 characters.
    pub number: String,
    /// As typed, at most 200 characters; a text with two readings is refused.
    pub amount: String,
}

/// A person's yes to a confirmation.
pub struct SendTopUp {
    /// The id of the confirmation.
    pub intent: String,
    /// Why it is sent again within 24 hours; at most 500 characters.
    pub repeat_reason: Option<String>,
    /// The sales in doubt, by id, whose risk the person accepted.
    pub override_doubts: Vec<String>,
    /// Yes to a number of another network or of none.
    pub number_accepted: bool,
}

/// Names a confirmed order.
pub struct ForIntent {
    /// The id of the confirmation.
    pub intent: String,
}

/// Names one sale.
pub struct ForSale {
    /// The environment whose ledger is meant.
    pub environment: EnvironmentView,
    /// The id of the sale, a UUID.
    pub sale: String,
}

/// A person says what happened to a sale; at least one of the two questions is answered.
pub struct SayWhatHappened {
    /// The environment whose ledger is meant.
    pub environment: EnvironmentView,
    /// The id of the sale, a UUID.
    pub sale: String,
    /// Whether it arrived, if the person knows.
    pub arrived: Option<bool>,
    /// Whether the float was charged, if the person knows.
    pub charged: Option<bool>,
    /// How the person knows, 3 to 500 characters.
    pub reason: String,
    /// Whether the person takes over what the float indicates.
    pub adopted: bool,
}

/// Asks for a page of the history.
pub struct SearchHistory {
    /// The environment whose ledger is meant.
    pub environment: EnvironmentView,
    /// One connection only.
    pub connection: Option<ConnectionKey>,
    /// Number, reference, person, amount or state; empty finds all; at most 100 characters.
    pub search: String,
    /// Which of the sales that fit; all where it is left out.
    #[serde(default)]
    pub only: Only,
    /// From the last page.
    pub before: Option<i64>,
    /// 1 to 500.
    pub limit: u32,
}

/// The last sales of a connection.
pub struct LastSales {
    pub connection: ConnectionKey,
    /// 1 to 50.
    pub limit: u32,
}

/// The rows of the trouble panel.
pub struct TroubleList {
    /// In the order in which they are shown.
    pub rows: Vec<TroubleView>,
}

/// Sales of one connection.
pub struct SaleList {
    /// The sales, newest first.
    pub sales: Vec<SaleView>,
}

/// The files that could not be deleted; nothing in it: everything is gone.
pub struct ForgetReport {
    /// Files and keyring entries that are still there, by name.
    pub left: Vec<String>,
}

/// A preview, or nothing when the person chose no file.
pub struct MaybePreview {
    /// The content of the chosen file.
    pub preview: Option<ImportPreview>,
}
}

/// Lists every command once: its name, what it takes, what it gives. The first argument is a dollar sign, for the macro
/// that this one defines.
macro_rules! commands {
    (($d:tt) $($(#[doc = $doc:literal])* $name:ident($request:ty) -> $answer:ty;)*) => {
        /// The names of all commands, for the shell's permission list.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Calls a macro with all commands, each as `name(Request) -> Answer`: the shell's routes are made by it, so that
        /// a command without a function, or with one of another type, does not compile.
        #[macro_export]
        macro_rules! with_all_commands {
            ($d($d list:tt)*) => { $d($d list)*![$($name($request) -> $answer),*] };
        }

        /// Name, request type, answer type and documentation of every command.
        #[cfg(feature = "typescript")]
        pub(crate) fn signatures(config: &ts_rs::Config) -> Vec<(&'static str, String, String, &'static str)> {
            use ts_rs::TS;
            vec![$((stringify!($name), <$request>::name(config), <$answer>::name(config), concat!($($doc),*))),*]
        }
    };
}

commands! {
    ($)
    /// Everything the first screen needs.
    start(Empty) -> StartView;
    /// Starts the practice service if need be and signs its made-up clerk in.
    practise(Empty) -> ConnectionView;
    /// Opens a second connection to the float of the practice service, signed in as the first.
    practise_twice(Empty) -> ConnectionView;
    /// The numbers that cause each outcome in practice.
    troubles(Empty) -> TroubleList;
    /// The float of the practice service as it really is.
    float_troubles(Empty) -> FloatTroubles;
    /// Does something to the float of the practice service.
    cause_float_trouble(CauseFloatTrouble) -> FloatTroubles;
    /// Lets the person choose a connection file and reads it.
    choose_connection_file(Empty) -> MaybePreview;
    /// Reads a connection file that was dropped on the window.
    read_connection_file(ReadConnectionFile) -> ImportPreview;
    /// Lines up connection files that were read, and takes away the one that was answered.
    line_up_imports(LineUpImports) -> ImportsInLine;
    /// Stores the connection that was shown.
    confirm_import(ConfirmImport) -> ConnectionView;
    /// Removes a connection and its sign-in; its ledger stays.
    remove_connection(ForConnection) -> Nothing;
    /// Signs in by user name and password.
    sign_in_with_password(SignInWithPassword) -> ConnectionView;
    /// Forgets everything local, then revokes at the service; the connection says how that ended.
    sign_out(ForConnection) -> ConnectionView;
    /// Begins a sign-in through the system browser; events report its progress.
    begin_browser_sign_in(BeginBrowserSignIn) -> BrowserSignInView;
    /// Begins a sign-in through the system browser that tests the connection and stores nothing.
    begin_sign_in_test(BeginBrowserSignIn) -> BrowserSignInView;
    /// Where the sign-in through the browser stands; its end is reported once.
    browser_sign_in(ForConnection) -> BrowserSignInView;
    /// Waits for the browser another five minutes.
    more_sign_in_time(ForConnection) -> BrowserSignInView;
    /// Asks the system for the browser again.
    open_browser_again(ForConnection) -> BrowserSignInView;
    /// The address of the sign-in, to be copied by the person.
    sign_in_address(ForConnection) -> SignInAddress;
    /// Takes the answer from the person's hand.
    paste_sign_in_answer(PasteSignInAnswer) -> BrowserSignInView;
    /// The person's word that the sign-in, and those after it, go on without PKCE, which the service refuses.
    go_on_without_pkce(ForConnection) -> BrowserSignInView;
    /// Signs in with PKCE again from now on.
    switch_pkce_on(ForConnection) -> ConnectionView;
    /// Opens the service's own page in the browser, where the person may still be signed in.
    open_service_page(ForConnection) -> Nothing;
    /// A person's answer to *Is this you?*
    confirm_sign_in(ConfirmSignIn) -> BrowserSignInView;
    /// Ends the sign-in through the browser, at any stage.
    cancel_browser_sign_in(ForConnection) -> BrowserSignInView;
    /// Stores or removes the client secret of a connection.
    set_client_secret(SetClientSecret) -> ConnectionView;
    /// Signs in as a client: stores its id and secret, and asks for a token with them.
    sign_in_as_client(SignInAsClient) -> ConnectionView;
    /// Looks at a connection from host to client, for the administrator.
    test_connection(ForConnection) -> ConnectionTestView;
    /// The certificate with which this computer answers a browser over HTTPS.
    listener_certificate(ForConnection) -> ListenerCertificate;
    /// Has this person's browsers trust that certificate.
    trust_certificate(ForConnection) -> ListenerCertificate;
    /// Takes that trust back.
    distrust_certificate(ForConnection) -> ListenerCertificate;
    /// Asks the service who is signed in.
    refresh_person(ForConnection) -> ConnectionView;
    /// Looks for one user of the company's accounts.
    look_up_user(LookUpUser) -> FoundUser;
    /// Makes an account, asking the service once.
    create_user(CreateUser) -> CreatedUser;
    /// The countries that the company's accounts know, asked for if that is possible now.
    countries(ForConnection) -> CountryList;
    /// The troubles of the practice accounts, and which are on.
    sign_in_troubles(Empty) -> SignInTroubles;
    /// Switches a trouble of the practice accounts.
    switch_sign_in_trouble(SwitchSignInTrouble) -> SignInTroubles;
    /// Reads the float now.
    refresh_float(ForConnection) -> ConnectionView;
    /// Tries the keyring again.
    retry_keyring(Empty) -> StartView;
    /// Holds sign-ins in memory only, from now on.
    remember_nothing(Empty) -> StartView;
    /// Signs everybody out here, and deletes vault, keys and logs; ledgers and connections stay.
    forget_this_computer(Empty) -> ForgetReport;
    /// Shows everything in this size from now on, also after the next start; the answer holds the size that it is.
    set_text_size(TextSize) -> TextSize;
    /// The build of the program that runs.
    about(Empty) -> AboutView;
    /// Asks the system about the signature of the program's file.
    signature(Empty) -> SignatureView;
    /// The licences of everything that the program has inside.
    licences(Empty) -> LicencesView;
    /// How this copy gets new versions, and how far the next one has come. Nothing is asked of a server.
    updates(ForLanguage) -> UpdatesView;
    /// Checks for updates now, whatever was set about checks.
    check_for_updates(ForLanguage) -> UpdatesView;
    /// Begins to fetch a new version, which is then installed at the next start; events report its progress.
    fetch_update(ForUpdate) -> UpdatesView;
    /// Ends the fetching, and removes a new version that waits for the next start.
    drop_update(Empty) -> UpdatesView;
    /// Installs the new version that is here: the till closes and starts again.
    install_update(ForUpdate) -> UpdatesView;
    /// Sets whether and where the till checks for updates; only a supervisor may.
    set_update_policy(SetUpdatePolicy) -> UpdatesView;
    /// Writes down that the page could not be drawn.
    window_failed(WindowFailed) -> NotedFailure;
    /// The till's reading of a number while it is typed.
    check_number(CheckNumber) -> NumberView;
    /// The till's reading of an amount while it is typed.
    check_amount(CheckAmount) -> AmountView;
    /// Checks an order and prepares its confirmation.
    prepare_top_up(PrepareTopUp) -> ConfirmationView;
    /// Sends the confirmed order, once, however often it is called.
    send_top_up(SendTopUp) -> SaleView;
    /// The outcome of a confirmed order, once there is one; it sends nothing.
    await_top_up(ForIntent) -> SaleView;
    /// Takes the wish to close back.
    stay_open(Empty) -> Nothing;
    /// The limits of the company, and what today has sold of them.
    limits(ForLimits) -> LimitsView;
    /// Opens the system's dialog in which the page is printed as it stands.
    print_page(Empty) -> Nothing;
    /// The last sales of a connection.
    last_sales(LastSales) -> SaleList;
    /// The orders of a connection whose outcome is to come, all of them.
    open_orders(ForConnection) -> SaleList;
    /// A page of the history.
    search_history(SearchHistory) -> HistoryPage;
    /// One sale with its timeline.
    sale_detail(ForSale) -> SaleDetail;
    /// Gathers evidence for a sale in doubt now.
    gather_evidence(ForSale) -> SaleView;
    /// Records a person's word on a sale whose end the till cannot know.
    say_what_happened(SayWhatHappened) -> SaleView;
    /// Declares anew that only this till uses the float, after something contradicted it.
    declare_again(ForConnection) -> ConnectionView;
    /// Records that somebody looked at notices.
    see_notices(SeeNotices) -> ConnectionView;
    /// Starts the practice service for eSIMs if need be and signs in there.
    practise_esim(Empty) -> ConnectionView;
    /// The troubles of the practice service for eSIMs, and which are on.
    esim_troubles(Empty) -> EsimTroubles;
    /// Switches a trouble of the practice service for eSIMs.
    switch_esim_trouble(SwitchEsimTrouble) -> EsimTroubles;
    /// The products that can be sold; offline the last list, with its age.
    catalogue(ForCatalogue) -> CatalogueView;
    /// The till's reading of an ICCID while it is typed.
    check_iccid(CheckSimNumber) -> SimNumberView;
    /// The till's reading of an EID while it is typed.
    check_eid(CheckSimNumber) -> SimNumberView;
    /// Checks the order of a new eSIM and prepares its confirmation.
    prepare_new_esim(PrepareNewEsim) -> PreparedEsimOrder;
    /// Checks the order of more data for a SIM and prepares its confirmation.
    prepare_esim_top_up(PrepareEsimTopUp) -> PreparedEsimOrder;
    /// Sends the confirmed order, once, however often it is called.
    send_esim_order(SendEsimOrder) -> SaleView;
    /// The outcome of a confirmed order, once there is one; it sends nothing.
    await_esim_order(ForIntent) -> SaleView;
    /// Asks the service now how an order that it accepted stands.
    ask_about_order(ForSale) -> SaleView;
    /// A SIM with what it may use.
    look_up_sim(ForSim) -> SimView;
    /// The code with which a device installs an eSIM.
    activation_code(ForActivationCode) -> ActivationCodeView;
    /// Saves an activation code where the person chooses.
    save_activation_code(SaveActivationCode) -> SavedFile;
    /// Names another device for a SIM that is not installed.
    change_eid(ChangeEid) -> ChangeOutcome;
    /// Has the service call an address when something happens to a SIM.
    set_notification(SetNotification) -> ChangeOutcome;
    /// Ends the calls for one kind of event.
    remove_notification(RemoveNotification) -> ChangeOutcome;
    /// One subscription with its usage.
    subscription(ForSubscription) -> SubscriptionView;
    /// Starts a subscription that has not begun.
    activate_subscription(ForSubscription) -> ChangeOutcome;
    /// A page of the subscriptions that fit.
    search_subscriptions(SearchSubscriptions) -> SubscriptionPage;
    /// Looks for a customer.
    look_up_customer(LookUpCustomer) -> FoundCustomer;
    /// Makes a customer, asking the service once.
    create_customer(CreateCustomer) -> KeptCustomer;
    /// Changes a customer.
    change_customer(ChangeCustomer) -> KeptCustomer;
    /// The ways in which a customer pays.
    payment_methods(ForCustomer) -> PaymentMethods;
    /// Removes a way to pay.
    remove_payment_method(RemovePaymentMethod) -> ChangeOutcome;
}

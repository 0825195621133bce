//! The whole contract as one TypeScript file.
//!
//! Declarations in the order of the list below, so that the same contract gives the same bytes, and then the signatures
//! of all commands. Only `cargo xtask bindings` calls it; the till itself is built without.

use ts_rs::{Config, TS};

use crate::command::signatures;
use crate::*;

/// The text of the generated file; the same input gives the same bytes.
pub fn typescript() -> String {
    // Every large integer that crosses stays far below 2^53, and JSON carries it as a number.
    let config = Config::new().with_large_int("number");
    let mut text = String::from("// Written by `cargo xtask bindings` from crates/contract. Do not edit.\n");
    macro_rules! declare {
        ($($ty:ty),* $(,)?) => { $(
            text.push('\n');
            text.push_str("export ");
            text.push_str(&<$ty>::decl(&config));
            text.push('\n');
        )* };
    }
    declare!(
        EnvironmentView,
        ApiView,
        ConnectionKey,
        MoneyView,
        FloatView,
        SignInWay,
        RoleView,
        PointsView,
        PersonView,
        RegistrationView,
        PracticeAccount,
        SessionView,
        PkceView,
        RevocationView,
        UsedByView,
        JudgesView,
        DeclaredLine,
        SecondDebitView,
        DeclarationsView,
        WhyNotView,
        FloatUseView,
        AlertKind,
        AlertView,
        ConnectionView,
        ImportPreview,
        MoneyMoved,
        ErrorCode,
        ErrorView,
        SaleStateView,
        NumberAdvice,
        NumberError,
        AmountError,
        DeclineReason,
        SaleStep,
        NumberView,
        AmountView,
        DoubtCause,
        Finding,
        EvidenceLine,
        VerdictView,
        ReopeningView,
        SaidView,
        IndicationView,
        SaleView,
        ConfirmationView,
        EntryKind,
        FactView,
        EntryView,
        SaleDetail,
        HistoryPage,
        VaultState,
        NoticeCode,
        Notice,
        ImportsInLine,
        RefusedImport,
        SaleUnderWay,
        ClosingView,
        UnderWay,
        RecordsProgress,
        StartView,
        TextSize,
        TroubleView,
        Nothing,
        PasteOnlyView,
        AskedBecause,
        BrowserSignInStage,
        BrowserSignInView,
        Event,
        InwardSecret,
        Empty,
        ReadConnectionFile,
        LineUpImports,
        ConfirmImport,
        ForConnection,
        SignInWithPassword,
        WindowFailed,
        NotedFailure,
        CheckNumber,
        CheckAmount,
        PrepareTopUp,
        SendTopUp,
        ForIntent,
        ForSale,
        SayWhatHappened,
        SeeNotices,
        Only,
        SearchHistory,
        LastSales,
        TroubleList,
        SaleList,
        ForgetReport,
        MaybePreview,
        SignInPages,
        BeginBrowserSignIn,
        PasteSignInAnswer,
        ConfirmSignIn,
        SignInAddress,
        SetClientSecret,
        ConnectionCheck,
        CheckFinding,
        CheckFact,
        ConnectionTestLine,
        ConnectionTestView,
        CertificateTrust,
        ListenerCertificate,
        LookUpUser,
        FoundUser,
        CreateUser,
        UserFieldView,
        UserError,
        CreatedUser,
        CountryView,
        CountryList,
        SignInTroubleView,
        SignInTroubles,
        SwitchSignInTrouble,
        PracticeCommission,
        FloatFormat,
        FloatTrouble,
        CauseFloatTrouble,
        PracticeSaleView,
        FloatTroubles,
    );
    text.push_str(&format!(
        "\n/** The one name under which every event travels. */\nexport const EVENT_NAME = \"{EVENT_NAME}\";\n"
    ));
    text.push_str(&format!("\n/** The sizes of text that there are, in percent, smallest first. */\nexport const TEXT_SIZES = {TEXT_SIZES:?} as const;\n"));
    text.push_str("\n/** Every command: what it takes and what it gives. */\nexport interface Commands {\n");
    for (name, request, answer, doc) in signatures(&config) {
        text.push_str(&format!("  /** {} */\n  {name}: {{ request: {request}; answer: {answer} }};\n", doc.trim()));
    }
    text.push_str("}\n");
    text
}

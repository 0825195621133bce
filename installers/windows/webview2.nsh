; WebView2, which draws the window: whether it is there, and where it is had.
;
; Its own key says so, of this person or of the computer, in the view of 32 or of 64 bits; a version that is empty or
; 0.0.0.0 is one that was removed. Airtill is installed all the same, and looks again at each start.

!define WEBVIEW2_KEY "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
; Microsoft's evergreen installer.
!define WEBVIEW2_PAGE "https://go.microsoft.com/fwlink/p/?LinkId=2124703"

!macro LookForWebView2In HIVE VIEW
  SetRegView ${VIEW}
  ReadRegStr $0 ${HIVE} "${WEBVIEW2_KEY}" "pv"
  ${If} $0 != ""
  ${AndIf} $0 != "0.0.0.0"
    StrCpy $NoWebView2 0
  ${EndIf}
!macroend

Function LookForWebView2
  StrCpy $NoWebView2 1
  !insertmacro LookForWebView2In HKCU 64
  !insertmacro LookForWebView2In HKCU 32
  !insertmacro LookForWebView2In HKLM 64
  !insertmacro LookForWebView2In HKLM 32
  SetRegView 64
  ${If} $NoWebView2 = 0
    Return
  ${EndIf}
  ${If} ${Silent}
    ${Tell} "$(NoWebView2Text) ${WEBVIEW2_PAGE}"
    Return
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONINFORMATION "$(NoWebView2Text)$\r$\n$\r$\n$(NoWebView2Question)" IDNO later
  ExecShell "open" "${WEBVIEW2_PAGE}"
  later:
FunctionEnd

; A till that runs: asked to close, never made to.
;
; The till is asked in its own words: `airtill.exe --close` speaks to the copy that runs, which closes when no sale, no
; sign-in and no other work is under way, and goes on otherwise. Whether it closed is seen by its file, which Windows lets
; nobody write while it runs, under whichever account.
;
; A till closes for its own person alone: the copy that asks speaks to the copy of its own account. So an installer that
; needs an administrator has the till asked before it becomes one, and one that SYSTEM runs closes nobody's till.

; How long an idle till is given to close, in steps of 250 ms.
!define CLOSING_STEPS 40

!macro TillFunctions UN
  ; $0: 1 while a till runs from $INSTDIR, else 0.
  Function ${UN}TillRuns
    StrCpy $0 0
    ${If} ${FileExists} "$INSTDIR\airtill.exe"
      System::Call 'kernel32::CreateFileW(w "$INSTDIR\airtill.exe", i 0xC0000000, i 7, p 0, i 3, i 0, p 0)p.r1 ?e'
      Pop $2
      ${If} $1 P<> -1
        System::Call 'kernel32::CloseHandle(p r1)'
      ${ElseIf} $2 = 32
        StrCpy $0 1
      ${EndIf}
    ${EndIf}
  FunctionEnd

  ; Asks the till of this account to close, and does not wait for it.
  Function ${UN}AskTill
    ${If} ${FileExists} "$INSTDIR\airtill.exe"
      Exec '"$INSTDIR\airtill.exe" --close'
    ${EndIf}
  FunctionEnd

  ; Returns when no till runs; stops where one goes on. $Closed: 1 where one has closed for us.
  Function ${UN}CloseTill
    ${Do}
      Call ${UN}TillRuns
      ${If} $0 = 0
        ${ExitDo}
      ${EndIf}
      Call ${UN}AskTill
      StrCpy $Closed 1
      ${For} $3 1 ${CLOSING_STEPS}
        Sleep 250
        Call ${UN}TillRuns
        ${If} $0 = 0
          ${Break}
        ${EndIf}
      ${Next}
      ${If} $0 = 0
        ${ExitDo}
      ${EndIf}
      StrCpy $Closed 0
      ${If} ${Silent}
        ${Stop} ${CODE_TILL_AT_WORK} "$(TillAtWork)"
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(TillAtWork)" IDRETRY again
      SetErrorLevel ${CODE_TILL_AT_WORK}
      Quit
      again:
    ${Loop}
  FunctionEnd
!macroend
!insertmacro TillFunctions ""
!insertmacro TillFunctions "un."

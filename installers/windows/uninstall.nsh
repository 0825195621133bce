; The way back. The person's data stay, unless the person says otherwise: the ledger is the record of their sales.
;
; Everything goes before the entry in Windows' list does, so an uninstaller that is stopped can be started again. It
; removes any version of Airtill, older or newer than itself.

Function un.onInit
  ${GetParameters} $9
  ${GetOptions} $9 "/LANG=" $0
  ${Select} $0
    ${Case2} "fr" "${LANG_FRENCH}"
      StrCpy $LANGUAGE ${LANG_FRENCH}
    ${Case2} "ar" "${LANG_ARABIC}"
      StrCpy $LANGUAGE ${LANG_ARABIC}
    ${Case2} "en" "${LANG_ENGLISH}"
      StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${EndSelect}
  !insertmacro Switch "/P" $Passive
  !insertmacro Switch "/REMOVEDATA" $RemovesData
  ${If} $Passive = 1
    SetAutoClose true
  ${EndIf}
  Call un.LookAtOwner
  SetRegView 64
  StrCpy $Kind "user"
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $1 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != $INSTDIR
  ${AndIf} $1 == $INSTDIR
    StrCpy $Kind "all"
  ${EndIf}
  Call un.UseKind
  ${If} $Kind == "all"
    Call un.IsAdministrator
    ${If} $0 <> 1
      ${If} ${Silent}
        ${Stop} ${CODE_NO_RIGHTS} "$(NeedsAdministrator)"
      ${EndIf}
      Call un.AskTill
      Call un.NameAccount
      Push "$9 /OWNER=$1"
      Push "$INSTDIR\uninstall.exe"
      Call un.RunElevated
      SetErrorLevel $0
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; $1: the account that this runs as, with its computer or domain; a question mark where Windows does not say.
Function un.NameAccount
  System::Call 'secur32::GetUserNameExW(i 2, w.r1, *i ${NSIS_MAX_STRLEN})i.r2'
  IntOp $2 $2 & 0xFF
  ${If} $2 = 0
    StrCpy $1 "?"
  ${EndIf}
FunctionEnd

; /OWNER= names the person who began, where an elevated copy goes on. With another account, what lies in our own folders
; is another person's: it is neither offered nor removed.
Function un.LookAtOwner
  StrCpy $OfAnother 0
  ClearErrors
  ${GetOptions} $9 "/OWNER=" $0
  ${If} ${Errors}
    ClearErrors
    Return
  ${EndIf}
  Call un.NameAccount
  ${If} $0 == $1
  ${AndIf} $1 != "?"
    Return
  ${EndIf}
  StrCpy $OfAnother 1
  ${If} $RemovesData = 1
    StrCpy $RemovesData 0
    ${If} ${Silent}
      ${Tell} "$(RemoveDataOther)"
    ${ElseIf} $Passive = 1
      MessageBox MB_OK|MB_ICONINFORMATION "$(RemoveDataOther)"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.CloseTill
  Delete "$INSTDIR\airtill.exe"
  ${If} ${FileExists} "$INSTDIR\airtill.exe"
    ${Stop} ${CODE_IN_USE} "$(FileInUse)"
  ${EndIf}
  Delete "$INSTDIR\airtill.exe.new"
  Delete "$INSTDIR\uninstall.exe.new"
  FindFirst $0 $1 "$INSTDIR\${NAME}-*"
  ${DoWhile} $1 != ""
    RMDir /r "$INSTDIR\$1"
    FindNext $0 $1
  ${Loop}
  FindClose $0
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey SHCTX "Software\Classes\${FILE_TYPE}"
  DeleteRegValue SHCTX "Software\Classes\.airtill\OpenWithProgids" "${FILE_TYPE}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\.airtill\OpenWithProgids"
  ; Another program may have taken the file type over.
  ReadRegStr $0 SHCTX "Software\Classes\.airtill" ""
  ${If} $0 == "${FILE_TYPE}"
    DeleteRegValue SHCTX "Software\Classes\.airtill" ""
    DeleteRegValue SHCTX "Software\Classes\.airtill" "Content Type"
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "Software\Classes\.airtill"
  System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
  Call un.RemoveCompanyFolder
  ${If} $RemovesData = 1
    Call un.RemoveData
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd

; Removes the records, sign-ins and logs of the person who uninstalls, and the keys of the sign-ins, which the
; Credential Manager keeps as `<name>.airtill`. Other people's are not touched.
Function un.RemoveData
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${NAME}"
  System::Call 'advapi32::CredEnumerateW(p 0, i 0, *i.r1, *p.r2)i.r0'
  ${If} $0 <> 0
    StrCpy $3 $2
    ${For} $4 1 $1
      System::Call '*$3(p.r5)'
      System::Call '*$5(i, i.r6, w.r7)'
      StrCpy $8 $7 "" -8
      ${If} $8 == ".airtill"
      ${AndIf} $6 = 1
        System::Call 'advapi32::CredDeleteW(w r7, i 1, i 0)'
      ${EndIf}
      IntPtrOp $3 $3 + 8
    ${Next}
    System::Call 'advapi32::CredFree(p r2)'
  ${EndIf}
  Call un.UseKind
FunctionEnd

; What Windows is told: the entry in its list of programs, the file type *.airtill, the start menu.
;
; Only DisplayVersion and EstimatedSize differ from version to version, so an entry serves the old and the new program
; alike; both are written right after the program is in its place.

!define FILE_TYPE "Airtill.Connection"
!define SHCNE_ASSOCCHANGED 0x08000000

; The uninstaller and its entry, all but the version. They come before the program: whatever is there can be removed.
Function WriteUninstall
  WriteUninstaller "$INSTDIR\uninstall.exe.new"
  Push "$INSTDIR\uninstall.exe"
  Call PutInPlace
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$\"$INSTDIR\airtill.exe$\",0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" "$\"$INSTDIR\uninstall.exe$\""
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" "$\"$INSTDIR\uninstall.exe$\" /S"
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

Function WriteVersion
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${SHOWN}"
  SectionGetSize ${THE_SECTION} $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" $0
FunctionEnd

Function WriteAssociation
  WriteRegStr SHCTX "Software\Classes\${FILE_TYPE}" "" "$(ConnectionFile)"
  WriteRegStr SHCTX "Software\Classes\${FILE_TYPE}\DefaultIcon" "" "$\"$INSTDIR\airtill.exe$\",0"
  WriteRegStr SHCTX "Software\Classes\${FILE_TYPE}\shell\open\command" "" "$\"$INSTDIR\airtill.exe$\" -- $\"%1$\""
  WriteRegStr SHCTX "Software\Classes\${FILE_TYPE}" "AppUserModelID" "${APP_ID}"
  WriteRegStr SHCTX "Software\Classes\.airtill\OpenWithProgids" "${FILE_TYPE}" ""
  WriteRegStr SHCTX "Software\Classes\.airtill" "Content Type" "application/x-airtill-connection"
  WriteRegStr SHCTX "Software\Classes\.airtill" "" "${FILE_TYPE}"
  System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
FunctionEnd

; In the start menu, with the name under which Windows groups our windows; it is saved once, whole. An update does not
; bring back what a person removed.
Function WriteShortcut
  ${If} $Update = 1
  ${AndIfNot} ${FileExists} "$SMPROGRAMS\${NAME}.lnk"
    Return
  ${EndIf}
  StrCpy $6 -1
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IShellLink::SetPath} $0 '("$INSTDIR\airtill.exe")'
    ${IShellLink::SetWorkingDirectory} $0 '("$INSTDIR")'
    ${IShellLink::SetIconLocation} $0 '("$INSTDIR\airtill.exe", 0)'
    ${IShellLink::SetDescription} $0 '("$(ShortcutText)")'
    ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}", .r1)'
    ${If} $1 P<> 0
      System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r2'
      System::Call '*(&w64 "${APP_ID}")p.r3'
      System::Call '*(&i2 ${VT_LPWSTR}, &i6 0, p r3, p 0)p.r4'
      ${IPropertyStore::SetValue} $1 '(r2, r4)'
      ${IPropertyStore::Commit} $1 ""
      ${IUnknown::Release} $1 ""
      System::Free $2
      System::Free $3
      System::Free $4
    ${EndIf}
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}", .r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Save} $1 '("$SMPROGRAMS\${NAME}.lnk", 1).r6'
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  ${If} $6 <> 0
    SetOutPath "$INSTDIR"
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\airtill.exe"
    SetOutPath "$TEMP"
  ${EndIf}
FunctionEnd

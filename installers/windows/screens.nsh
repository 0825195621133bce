; What a person sees: a greeting, for whom, where, the progress, and the end. What is known already is not asked, and /P
; shows the progress alone.

!define MUI_ICON "${__FILEDIR__}\..\..\icons\icon.ico"
!define MUI_UNICON "${MUI_ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${__FILEDIR__}\side.bmp"

!define MUI_CUSTOMFUNCTION_GUIINIT Begin

!define MUI_PAGE_CUSTOMFUNCTION_PRE PassWhenPassive
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!insertmacro MUI_PAGE_WELCOME

Page custom AskKind TakeKind

!define MUI_PAGE_CUSTOMFUNCTION_PRE PassWhenKnown
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE TakeFolder
!insertmacro MUI_PAGE_DIRECTORY

!define MUI_PAGE_CUSTOMFUNCTION_PRE PassWhenDone
!insertmacro MUI_PAGE_INSTFILES

!define MUI_PAGE_CUSTOMFUNCTION_PRE PassWhenPassive
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(FinishRun)"
!define MUI_FINISHPAGE_RUN_FUNCTION StartTillAtEnd
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.AskData un.TakeData
!insertmacro MUI_UNPAGE_INSTFILES

Var ForAllButton

Function PassWhenPassive
  ${If} $Passive = 1
    Abort
  ${EndIf}
FunctionEnd

; An update goes where Airtill is.
Function PassWhenKnown
  Call PassWhenPassive
  ${If} "$ForUser$ForAll" != ""
    Abort
  ${EndIf}
FunctionEnd

Function PassWhenDone
  Call ElevateForAll
  ${If} $Done = 1
    Abort
  ${EndIf}
FunctionEnd

Function AskKind
  Call PassWhenKnown
  !insertmacro MUI_HEADER_TEXT "$(KindTitle)" "$(KindSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${If} $(^RTL) = 1
    nsDialogs::SetRTL 1
  ${EndIf}
  ${NSD_CreateRadioButton} 0 10u 100% 12u "$(KindUser)"
  Pop $1
  ${NSD_CreateLabel} 12u 24u -12u 20u "$(KindUserText)"
  Pop $2
  ${NSD_CreateRadioButton} 0 54u 100% 12u "$(KindAll)"
  Pop $ForAllButton
  ${NSD_CreateLabel} 12u 68u -12u 20u "$(KindAllText)"
  Pop $2
  ${If} $Kind == "all"
    ${NSD_Check} $ForAllButton
    ${NSD_SetFocus} $ForAllButton
  ${Else}
    ${NSD_Check} $1
    ${NSD_SetFocus} $1
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function TakeKind
  ${NSD_GetState} $ForAllButton $0
  StrCpy $1 "user"
  ${If} $0 = ${BST_CHECKED}
    StrCpy $1 "all"
  ${EndIf}
  ${If} $1 != $Kind
    StrCpy $Kind $1
    StrCpy $INSTDIR ""
  ${EndIf}
  Call SettleKind
  Call LookAtVersion
FunctionEnd

Function TakeFolder
  Call NameFolder
  Call LookAtVersion
FunctionEnd

Function StartTillAtEnd
  StrCpy $Restart 1
  Call StartTill
FunctionEnd

Function un.AskData
  ${If} $Passive = 1
    Abort
  ${EndIf}
  ${If} $OfAnother = 1
    !insertmacro MUI_HEADER_TEXT "$(RemoveTitle)" "$(RemoveSubtitleOther)"
  ${Else}
    !insertmacro MUI_HEADER_TEXT "$(RemoveTitle)" "$(RemoveSubtitle)"
  ${EndIf}
  nsDialogs::Create 1018
  Pop $0
  ${If} $(^RTL) = 1
    nsDialogs::SetRTL 1
  ${EndIf}
  ${NSD_CreateLabel} 0 10u 100% 24u "$(RemoveText)"
  Pop $1
  ${If} $OfAnother = 1
    ${NSD_CreateLabel} 0 44u 100% 48u "$(RemoveDataOther)"
    Pop $1
  ${Else}
    ${NSD_CreateCheckBox} 0 44u 100% 12u "$(RemoveData)"
    Pop $ForAllButton
    ${NSD_CreateLabel} 12u 58u -12u 36u "$(RemoveDataText)"
    Pop $1
  ${EndIf}
  GetDlgItem $1 $HWNDPARENT 1
  SendMessage $1 ${WM_SETTEXT} 0 "STR:$(RemoveButton)"
  nsDialogs::Show
FunctionEnd

Function un.TakeData
  ${If} $OfAnother = 1
    Return
  ${EndIf}
  ${NSD_GetState} $ForAllButton $0
  StrCpy $RemovesData 0
  ${If} $0 = ${BST_CHECKED}
    StrCpy $RemovesData 1
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(RemoveDataSure)" IDYES sure
    Abort
    sure:
  ${EndIf}
FunctionEnd

// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Every kind of check there is; a rubric can use no other.
let checkCatalogue: [any Check.Type] = [
    DescriptionPresent.self,
    PurposeStated.self,
    InformationAdded.self,
    InformationDense.self,
    Signalled.self,
    FieldsDescribed.self,
    FieldsTyped.self,
    FieldsConstrained.self,
    InputClosed.self,
    OutputDeclared.self,
    NameLegal.self,
    NameTelling.self,
    TitleGiven.self,
    NameStyle.self,
    ActionWording.self,
    DistinctFromSiblings.self,
    Told.self,
    Worded.self,
    HiddenCharacters.self,
    TextDisguised.self,
    TextMatches.self,
    ArgumentsOpen.self,
    HintsContradicted.self,
    MethodCatchAll.self,
    TrifectaWhole.self,
    ConnectionTrusted.self,
    NamesDistinct.self,
    HeaderMirrored.self,
    DefinitionDrifted.self,
    ListStable.self,
]

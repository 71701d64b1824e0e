// The API's application and its one role, in fabrikam: what register-api.ts makes in the emulator.
extension microsoftGraphV1

resource api 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'fabrikam-orders'
  displayName: 'fabrikam-orders'
  signInAudience: 'AzureADMyOrg'
  // https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
  identifierUris: ['api://${tenant().tenantId}/orders']
  api: { requestedAccessTokenVersion: 2 }
  appRoles: [
    {
      id: '0b7e4e6e-0c3f-4d8c-9a52-5d5f7d6c1a01'
      value: 'Orders.Read'
      displayName: 'Read orders'
      description: 'Reads all orders'
      allowedMemberTypes: ['Application']
      isEnabled: true
    }
  ]
}

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: api.appId
}

output clientId string = api.appId
